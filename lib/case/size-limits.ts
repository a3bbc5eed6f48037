// How much one request may hold. Every id and name has a limit of its own; these bound them all together.
import { isObject } from '../schema/objects.ts'

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

/** `params.comments[0].createdBy` is the fourth level of them: none of the names stands deeper. */
const NAME_LEVELS = 4

/**
 * Bytes of the different ids and names in a request, counted until they exceed MAX_NAME_BYTES. A name that a thousand
 * comments repeat counts once. The ids of comments do not count: a thousand UUIDs alone are 36 KB.
 * @param params parsed JSON, of any shape
 */
export function nameBytesOf(params: unknown): number {
  const names = new Set<string>()
  let bytes = 0
  const visit = (value: unknown, levels: number): void => {
    if (levels === 0 || bytes > MAX_NAME_BYTES) return
    if (Array.isArray(value)) for (const item of value) visit(item, levels - 1)
    // Not Object.entries: in a body of 5 MB an object has 700,000 members.
    if (isObject(value)) for (const key in value) visitMember(key, value[key], levels)
  }
  const visitMember = (key: string, value: unknown, levels: number): void => {
    if (typeof value !== 'string') visit(value, levels - 1)
    else if (NAME_KEYS.has(key) && !names.has(value)) {
      names.add(value)
      bytes += Buffer.byteLength(value)
    }
  }
  visit(params, NAME_LEVELS)
  return bytes
}
