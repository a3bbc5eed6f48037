// How much of a request may be ids and names: each has a limit of its own, but a thousand comments have four names each.

/** 32 KB of UTF-8. */
export const MAX_NAME_BYTES = 32 * 1024

const NAMES = new Set([
  'savedObjectId',
  'externalId',
  'correlation_id',
  'correlation_display',
  'fullName',
  'username',
  'category',
  'subcategory',
])

/**
 * Bytes of the different ids and names in a request. A name that a thousand comments repeat counts once, and the
 * comments' own ids, a thousand of 128 characters at most, not at all: a thousand UUIDs alone are 36 KB.
 * @param params parsed JSON, of any shape
 */
export function lengthOfNames(params: unknown): number {
  const names = new Set<string>()
  const open: unknown[] = [params]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null) continue
    for (const [key, value] of Object.entries(next)) {
      if (typeof value !== 'string') open.push(value)
      else if (NAMES.has(key)) names.add(value)
    }
  }
  return [...names].reduce((length, name) => length + Buffer.byteLength(name), 0)
}
