// The history of a journal as an incident shows it, taken apart into entries. Each begins with a heading of time, user
// and label, in the language and date form of the user; so headings are known by their place and by the first of them.
import { createHash, type Hash } from 'node:crypto'
import { normalized, shortDigest } from '../push/text.ts'

/** With longer histories, fewer entries that quote headings are tried. */
const MAX_SPANS = 200_000
const MAX_HASHED_LENGTH = 256 * 1024 * 1024
const MIN_SPAN = 4

/**
 * The digests of the entries. A text may quote headings, and then cannot be told from several entries: what makes a
 * digest of interest is taken whole.
 * @param digests the digests of interest
 * @returns undefined when the history is not empty but does not begin with a heading: it cannot be taken apart
 */
export function entriesOf(history: string, digests: ReadonlySet<string>): string[] | undefined {
  const text = normalized(history)
  if (text === '') return []
  const lines = text.split('\n')
  const form = formOf(lines[0] ?? '')
  if (form === undefined) return undefined
  const parts = partsOf(lines, form)
  const maxSpan = Math.max(
    MIN_SPAN,
    Math.min(Math.floor(MAX_SPANS / parts.length), Math.floor(MAX_HASHED_LENGTH / text.length)),
  )
  const entries: string[] = []
  for (let at = 0; at < parts.length;) {
    const spans = digestsFrom(parts.slice(at, at + maxSpan))
    const whole = spans.findLastIndex((digest) => digests.has(digest))
    entries.push(spans[Math.max(whole, 0)] ?? '')
    at += Math.max(whole, 0) + 1
  }
  return entries
}

/**
 * The form of a line's beginning up to its third number, the date of a heading: letters and digits do not count, so
 * that `2026-11-23 10:00:00 - Jane` and `2026-01-02 9:30:00 - Joe` have the same. Undefined without a number.
 */
function formOf(line: string): string | undefined {
  const [date] = /^(?:\P{N}{0,40}\p{N}+){1,3}/u.exec(line) ?? []
  return date?.replace(/\p{N}+/gu, '9').replace(/\p{L}+/gu, 'a')
}

type Part = { heading: string; text: string }

// A heading is the first line, or follows an empty one.
function partsOf(lines: readonly string[], form: string): Part[] {
  const parts: { heading: string; lines: string[] }[] = []
  lines.forEach((line, at) => {
    const isHeading = at === 0 || (lines[at - 1]?.trim() === '' && line !== '' && formOf(line) === form)
    if (isHeading) parts.push({ heading: line, lines: [] })
    else parts.at(-1)?.lines.push(line)
  })
  return parts.map((part) => ({ heading: part.heading, text: part.lines.join('\n') }))
}

/** The digest of the first part's text, of the first two parts as one text, and so on. */
function digestsFrom(parts: readonly Part[]): string[] {
  const hash = createHash('sha256')
  let pending = ''
  let isEmpty = true
  return parts.map(({ heading, text }, at) => {
    const joined = at === 0 ? text : `${pending}${heading}\n${text}`
    const started = isEmpty ? joined.trimStart() : joined
    const ended = started.trimEnd()
    pending = `${started.slice(ended.length)}\n`
    isEmpty &&= ended === ''
    hash.update(ended)
    return digestOfAll(hash)
  })
}

const digestOfAll = (hash: Hash) => shortDigest(hash.copy())
