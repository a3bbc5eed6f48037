// Draws lines of a terminal as an SVG.

export type Tone = 'plain' | 'command' | 'heading' | 'good' | 'dim'
export type Line = { text: string; tone: Tone }

/** Columns after which a line is cut. */
const COLUMNS = 112
const SIZE = 13
/** Pixels of one column and one row. */
const CELL = { width: SIZE * 0.602, height: 19 }
const MARGIN = { side: 18, top: 52 }
const FILLS: Record<Tone, string> = {
  plain: '#d4d9e1',
  command: '#ffffff',
  heading: '#8ab4f8',
  good: '#7ee2a8',
  dim: '#8a93a3',
}

/** @param title what the picture shows, for who cannot see it */
export function terminalPicture(title: string, lines: readonly Line[]): string {
  const width = Math.ceil(COLUMNS * CELL.width + 2 * MARGIN.side)
  const height = MARGIN.top + lines.length * CELL.height + MARGIN.side
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="${SIZE}" role="img">\n`,
    `<title>${escaped(title)}</title>\n`,
    `<rect width="${width}" height="${height}" rx="8" fill="#1b1f27"/>\n`,
    ...['#ff5f57', '#febc2e', '#28c840'].map((fill, n) => `<circle cx="${20 + n * 20}" cy="18" r="6" fill="${fill}"/>`),
    '\n',
    ...lines.map((line, row) => textOf(line, MARGIN.top + row * CELL.height)),
    '</svg>\n',
  ].join('')
}

function textOf({ text, tone }: Line, y: number): string {
  if (text === '') return ''
  const shown = text.length > COLUMNS ? `${text.slice(0, COLUMNS - 1)}…` : text
  const weight = tone === 'heading' || tone === 'command' ? 600 : 400
  const style = `fill="${FILLS[tone]}" font-weight="${weight}" xml:space="preserve"`
  return `<text x="${MARGIN.side}" y="${y}" ${style}>${escaped(shown)}</text>\n`
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
