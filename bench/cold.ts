// `npm run bench:cold`: what a cold start costs each function as it is packaged, in processor time, beside an empty
// handler and beside the Secrets Manager client alone.
import { readFile, writeFile } from 'node:fs/promises'
import { runCommand, wholeNumber } from '../scripts/command-line.ts'
import { measure } from './cold/measure.ts'
import { coldBlocks } from './cold/table.ts'
import { DOCUMENT, withBlock } from './report/document.ts'

const USAGE = `Usage: npm run bench:cold -- [--runs N] [--write]

Packages the functions as a deployment does, starts each in a fresh process with the environment that Lambda
gives it, against servers on this machine, and lets it answer twice. Prints the median processor time of each
step, and that of start and import as a ratio to an empty handler. The functions take turns. About a minute.

  --runs N  how often each function is started, at least 3 (default: 15)
  --write   put the table and its goals into docs/performance.md
  --help    show this text

Example: npm run bench:cold -- --runs 31`

process.exitCode = await runCommand({
  script: 'bench:cold',
  usage: USAGE,
  options: {
    runs: { type: 'string', default: '15' },
    write: { type: 'boolean', default: false },
  },
  prepare: (values) => {
    const runs = wholeNumber('--runs', values.runs, 3)
    return () => run(runs, values.write)
  },
})

async function run(runs: number, write: boolean): Promise<number> {
  const blocks = coldBlocks(await measure(runs), runs)
  for (const block of blocks.values()) console.log(`${block}\n`)
  if (!write) return 0
  const document = await readFile(DOCUMENT, 'utf8')
  await writeFile(
    DOCUMENT,
    [...blocks].reduce((text, [name, block]) => withBlock(text, name, block), document),
  )
  return 0
}
