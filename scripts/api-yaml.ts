// A JSON value as YAML 1.2 in block style, as a reader expects it: plain words stay plain, a long text is folded.

const WIDTH = 110
const PLAIN = /^[A-Za-z_$/][\w$./ ()'+-]*$/
// What YAML 1.1 or 1.2 would not take for a text.
const OTHER_TYPE = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i

/** @param value JSON, without `undefined` */
export function toYaml(value: unknown): string {
  return `${block(value, 0).trimStart()}\n`
}

/** What follows a key or a dash: on the same line, or below it and indented. */
function block(value: unknown, depth: number): string {
  const indent = '  '.repeat(depth)
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []'
    return value.map((item) => `\n${indent}-${beside(item, depth + 1)}`).join('')
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
    if (entries.length === 0) return ' {}'
    return entries.map(([key, item]) => `\n${indent}${scalar(key)}:${block(item, depth + 1)}`).join('')
  }
  return ` ${typeof value === 'string' ? text(value, indent) : JSON.stringify(value)}`
}

// The first member of an item stands beside its dash.
function beside(item: unknown, depth: number): string {
  const inner = block(item, depth)
  return inner.startsWith('\n') ? ` ${inner.trimStart()}` : inner
}

function text(value: string, indent: string): string {
  const isFoldable = value.length > WIDTH - indent.length && /^\S+(?: \S+)*$/.test(value)
  if (isFoldable) return `>-\n${indent}${wrapped(value, WIDTH - indent.length).join(`\n${indent}`)}`
  if (/\n/.test(value) && /^\S[^]*\S$/.test(value) && !/[ \t]\n|\p{Cc}/u.test(value.replaceAll('\n', '')))
    return `|-\n${value.replace(/^(?=.)/gm, indent)}`
  return scalar(value)
}

function wrapped(value: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of value.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

function scalar(value: string): string {
  if (PLAIN.test(value) && !OTHER_TYPE.test(value) && !value.endsWith(' ')) return value
  const quoted = JSON.stringify(value)
  if (quoted.includes('\\') && quoted !== `"${value.replaceAll('"', String.raw`\"`)}"`) return quoted
  // Single quotes where they need no more escapes than double ones.
  return value.split("'").length > value.split('"').length ? quoted : `'${value.replaceAll("'", "''")}'`
}
