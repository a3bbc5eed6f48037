// Draws what is inside a widget that is not a chart: text, numbers, the state of alarms. Texts are escaped here.
import { lexer, type Token } from 'marked'
import type { Series } from './sample-data.ts'

export type Size = { width: number; height: number }

export const INK = '#16191f'
export const MUTED = '#5f6b7a'
const LINK = '#0972d3'
const PAD = 14

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

type Style = { size?: number; weight?: number; fill?: string; anchor?: 'start' | 'middle' }

/** One line of text. */
export function textAt(x: number, y: number, text: string, style: Style = {}): string {
  const { size = 13, weight = 400, fill = INK, anchor = 'start' } = style
  const font = `font-size="${size}" font-weight="${weight}"`
  return `<text x="${x}" y="${y}" ${font} fill="${fill}" text-anchor="${anchor}">${escaped(text)}</text>`
}

/** The markdown of a text widget: headings, paragraphs and lists of links. */
export function textPanel(markdown: string, { width }: Size): string {
  let y = 14
  return lexer(markdown)
    .flatMap((token) => linesOf(token, Math.floor((width - 2 * PAD) / 7)))
    .map(({ text, gap, style }) => {
      y += gap
      return textAt(PAD, y, text, style)
    })
    .join('')
}

type TextLine = { text: string; gap: number; style: Style }

function linesOf(token: Token, columns: number): TextLine[] {
  if (token.type === 'heading') return [{ text: plain(token), gap: 20, style: { size: 18, weight: 700 } }]
  if (token.type === 'paragraph')
    return wrapped(plain(token), columns).map((text, at) => ({ text, gap: at === 0 ? 28 : 19, style: { fill: MUTED } }))
  if (token.type !== 'list') return []
  const items = token['items'] as Token[]
  return items.map((item, at) => ({ text: `• ${plain(item)}`, gap: at === 0 ? 30 : 24, style: { fill: LINK } }))
}

function plain(token: Token): string {
  const inner = 'tokens' in token ? token.tokens : undefined
  return inner === undefined || inner.length === 0
    ? String('text' in token ? token.text : '')
    : inner.map(plain).join('')
}

function wrapped(text: string, columns: number): string[] {
  const lines = ['']
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim()
    if (longer.length > columns) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return lines
}

/** Large numbers side by side, each above its label. */
export function numberPanel(numbers: readonly { label: string; value: number }[], { width, height }: Size): string {
  const column = width / numbers.length
  return numbers
    .map(({ label, value }, at) => {
      const x = column * (at + 0.5)
      const number = textAt(x, height - 40, value.toLocaleString('en-US'), { size: 28, weight: 700, anchor: 'middle' })
      return number + textAt(x, height - 16, label, { size: 12, fill: MUTED, anchor: 'middle' })
    })
    .join('')
}

const GREEN = '#037f0c'
const RED = '#d91515'
const COLUMNS = 4

/** Each alarm with its state: those in alarm first. */
export function alarmPanel(names: readonly string[], inAlarm: ReadonlySet<string>, { width, height }: Size): string {
  const top = 38
  const sorted = [...names].sort((left, right) => Number(inAlarm.has(right)) - Number(inAlarm.has(left)))
  const rows = Math.ceil(sorted.length / COLUMNS)
  const cell = { width: (width - 2 * PAD + 8) / COLUMNS, height: (height - top - 4) / rows }
  return sorted
    .map((name, at) => {
      const x = PAD + (at % COLUMNS) * cell.width
      const y = top + Math.floor(at / COLUMNS) * cell.height
      const color = inAlarm.has(name) ? RED : GREEN
      const box = `x="${x}" y="${y}" width="${cell.width - 8}" height="${cell.height - 8}" rx="4"`
      const middle = y + (cell.height - 8) / 2
      return [
        `<rect ${box} fill="${color}" fill-opacity="0.08" stroke="${color}" stroke-opacity="0.5"/>`,
        `<circle cx="${x + 13}" cy="${middle}" r="5" fill="${color}"/>`,
        textAt(x + 25, middle + 4.5, name, { size: 12.5 }),
      ].join('')
    })
    .join('')
}

/** The newest value of a series, or the sum of all. */
export const numberOf = ({ values }: Series, isSum: boolean) =>
  Math.round(isSum ? values.reduce((sum, value) => sum + value, 0) : (values.at(-1) ?? 0))
