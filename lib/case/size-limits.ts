// How much one request may hold. Every id and name has a limit of its own; these bound them all together.

/** Comments in one push. */
export const MAX_COMMENTS = 1000

/** Different ids and names in one request, UTF-8. */
export const MAX_NAME_BYTES = 32 * 1024

const NAME_KEYS = new Set([
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
 * Bytes of the different ids and names in a request. A name that a thousand comments repeat counts once. The ids of
 * comments do not count: a thousand UUIDs alone are 36 KB.
 * @param params parsed JSON, of any shape
 */
export function nameBytesOf(params: unknown): number {
  const names = new Set<string>()
  const open: unknown[] = [params]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null) continue
    for (const [key, value] of Object.entries(next)) {
      if (typeof value !== 'string') open.push(value)
      else if (NAME_KEYS.has(key)) names.add(value)
    }
  }
  return [...names].reduce((bytes, name) => bytes + Buffer.byteLength(name), 0)
}
