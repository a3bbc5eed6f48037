// The history of a journal as an incident shows it, taken apart into entries. Each begins with a heading of time, user
// and label, in the language and date form of the user; so headings are known by their place and by the first of them.
import { createHash } from 'node:crypto'
import { SEPARATOR } from '../push/merged-text.ts'
import { normalized, shortDigest } from '../push/text.ts'

/** The longer a history is, and the more headings it has, the fewer may be quoted in one text. */
const MAX_SPANS = 200_000
const MAX_HASHED_LENGTH = 256 * 1024 * 1024

/**
 * Those of the digests that entries have, once for each such entry. A text may quote headings, and then cannot be told
 * from several entries: what makes one of the digests is taken whole.
 * @returns undefined when the history is not empty but has no heading, or none with a text: it cannot be taken apart
 */
export function entriesOf(history: string, digests: ReadonlySet<string>): string[] | undefined {
  const text = normalized(history)
  if (text === '') return []
  const form = formOf(text.slice(0, endOfLine(text, 0)))
  if (form === undefined) return undefined
  const bounds = [...headingsIn(text, form), text.length]
  const maxSpan = Math.max(
    1,
    Math.min(Math.floor(MAX_SPANS / bounds.length), Math.floor(MAX_HASHED_LENGTH / text.length)),
  )
  const entries: string[] = []
  for (let at = 0; at < bounds.length - 1;) {
    const found = longestOf(digestsFrom(text, bounds.slice(at, at + 1 + maxSpan)), digests)
    if (found !== undefined) entries.push(found.digest)
    at += found?.span ?? 1
  }
  const hasText = (heading: number, at: number) => text.slice(endOfLine(text, heading), bounds[at + 1]).trim() !== ''
  return entries.length > 0 || bounds.some(hasText) ? entries : undefined
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

// A heading is the first line, or follows an empty one; and so is the separator of comments that share an entry.
function headingsIn(text: string, form: string): number[] {
  const starts: number[] = []
  let isAfterEmpty = true
  for (let start = 0; start < text.length;) {
    const end = endOfLine(text, start)
    const line = text.slice(start, end)
    if (isAfterEmpty && (line === SEPARATOR || formOf(line) === form)) starts.push(start)
    isAfterEmpty = line.trim() === ''
    start = end + 1
  }
  return starts
}

/**
 * The form of a line's beginning up to its third number, the date of a heading: words and digits do not count, so that
 * `23. Nov. 2026 10:00 - Jane` and `2. Mai 2026 9:30 - Joe` have the same. Undefined without a number. Every part is
 * bounded: on a line of millions of digits a pattern can run out of stack.
 */
function formOf(line: string): string | undefined {
  const [date] = /^(?:\P{N}{0,40}\p{N}{1,40}){1,3}/u.exec(line) ?? []
  return date?.replace(/\p{N}+/gu, '9').replace(/\p{L}[\p{L}\p{M}\p{P}]*/gu, 'a')
}

/**
 * The digest of one entry's text, of it and the next as one text, and so on.
 * @param bounds where the first entry begins, and where each of the entries ends
 */
function digestsFrom(text: string, [heading = 0, ...ends]: readonly number[]): string[] {
  const hash = createHash('sha256')
  let hashedTo = text.length - text.slice(endOfLine(text, heading)).trimStart().length
  return ends.map((end) => {
    const next = text.slice(hashedTo, end).trimEnd()
    hashedTo += next.length
    return shortDigest(hash.update(next).copy())
  })
}

/** The last of the digests that is of interest, and how many there are up to it. */
function longestOf(spans: readonly string[], digests: ReadonlySet<string>) {
  const at = spans.findLastIndex((digest) => digests.has(digest))
  const digest = spans[at]
  return digest === undefined ? undefined : { digest, span: at + 1 }
}
