// JSON values in a text that comes in pieces, one after the other: lines of NDJSON, documents of many lines, or both
// mixed. What is not JSON is told with its line, and the rest goes on.

/** A value or what is wrong, and the line where the value begins or where the fault is, from 1. */
export type Found = { line: number; value: unknown } | { line: number; problem: string }

/** Of one value or one line, in UTF-16 units: more would take the memory that a pipe of any length must not take. */
const MAX_LENGTH = 64 * 1024 * 1024

export async function* jsonValues(chunks: AsyncIterable<string>): AsyncGenerator<Found> {
  let open: Document | undefined
  let line = 0
  for await (const text of linesOf(chunks)) {
    line += 1
    if (open === undefined && text.trim() === '') continue
    // In a document that is written over lines, none but the first begins with a brace that the same line closes.
    const whole = open === undefined || (open.isObject && text.startsWith('{')) ? parsed(text) : undefined
    if (whole !== undefined) {
      if (open !== undefined) yield { line: open.line, problem: 'is JSON that ends too early' }
      open = undefined
      yield { line, value: whole.value }
      continue
    }
    open = withLine(open ?? { line, isObject: text.startsWith('{'), texts: [], length: 0, depth: 0 }, text)
    if (open.depth > 0 && open.length <= MAX_LENGTH) continue
    yield valueOf(open)
    open = undefined
  }
  if (open !== undefined) yield { line: open.line, problem: 'is JSON that ends too early' }
}

/** A document of which the last line is not read yet. */
type Document = { line: number; isObject: boolean; texts: string[]; length: number; depth: number }

function withLine(open: Document, text: string): Document {
  open.texts.push(text)
  return { ...open, length: open.length + text.length, depth: depthAfter(text, open.depth) }
}

function valueOf({ line, texts, length }: Document): Found {
  if (length > MAX_LENGTH) return { line, problem: TOO_LONG }
  const text = texts.join('\n')
  try {
    return { line, value: JSON.parse(text) as unknown }
  } catch (error) {
    // The message quotes the text; its place alone says enough.
    const [, at, column] = /\(line (\d+) column (\d+)\)/.exec(String(error)) ?? []
    return { line: line + Number(at ?? 1) - 1, problem: `is not JSON${column ? `, at column ${column}` : ''}` }
  }
}

const TOO_LONG = 'is longer than 64 MB; write one case a line instead, with `jq -c`'

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

/** How many brackets are open after this line; NaN if it ends in a string, which no line of JSON does. */
function depthAfter(line: string, before: number): number {
  let depth = before
  let inString = false
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]
    if (inString && character === '\\') at += 1
    else if (character === '"') inString = !inString
    else if (inString) continue
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
  }
  return inString ? NaN : depth
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let last = ''
  for await (const chunk of chunks) {
    const [first = '', ...others] = chunk.split('\n')
    last += first
    for (const text of others) {
      yield last
      last = text
    }
    if (last.length > MAX_LENGTH) throw new Error(`it has a line that ${TOO_LONG}`)
  }
  if (last !== '') yield last
}
