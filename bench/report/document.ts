// Writes what a whole run measured: bench/results.json, and from it the blocks of docs/performance.md and the pictures.
// `npm run bench:draw` writes the latter again.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { format } from 'prettier'
import { runCommand } from '../../scripts/command-line.ts'
import { picturesOf } from './pictures.ts'
import { parseResults, type Measured } from './results.ts'
import { blocksOf } from './tables.ts'

const ROOT = new URL('../../', import.meta.url)
export const RESULTS = new URL('bench/results.json', ROOT)
export const DOCUMENT = new URL('docs/performance.md', ROOT)
const PICTURES = new URL('docs/pictures/', ROOT)

const USAGE = `Usage: npm run bench:draw [-- --help]

Writes the tables of docs/performance.md and the pictures in docs/pictures/ from bench/results.json, which
npm run bench writes. npm run bench itself does this after a whole run.

  --help  show this text

Example: npm run bench:draw`

/**
 * Replaces what stands between `<!-- bench: name -->` and `<!-- end -->`.
 * @throws Error when the document has no such place
 */
export function withBlock(document: string, name: string, block: string): string {
  const [head, end] = [`<!-- bench: ${name} -->\n`, '\n<!-- end -->']
  const [from, to] = [document.indexOf(head), document.indexOf(end, document.indexOf(head))]
  if (from < 0 || to < 0) throw new Error(`docs/performance.md has no place for ${name}`)
  return document.slice(0, from + head.length) + block + document.slice(to)
}

/** The document with every table of these results. @throws Error when one has no place there */
export function withBlocks(document: string, measured: Measured): string {
  return [...blocksOf(measured)].reduce((text, [name, block]) => withBlock(text, name, block), document)
}

/** As Prettier formats it, like every other file. */
export async function writeMeasured(file: URL | string, measured: Measured): Promise<void> {
  await writeFile(file, await format(JSON.stringify(measured), { parser: 'json', printWidth: 120 }))
}

/** Of the results that are stored. */
export async function draw(): Promise<void> {
  const results = parseResults(await readFile(RESULTS, 'utf8'))
  await writeFile(DOCUMENT, withBlocks(await readFile(DOCUMENT, 'utf8'), results))
  await mkdir(PICTURES, { recursive: true })
  for (const [name, svg] of picturesOf(results)) await writeFile(new URL(name, PICTURES), svg)
}

if (import.meta.main) {
  process.exitCode = await runCommand({
    script: 'bench:draw',
    usage: USAGE,
    options: {},
    prepare: () => async () => {
      await draw()
      return 0
    },
  })
}
