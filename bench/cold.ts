// `npm run bench:cold`: what a cold start costs each function as it is packaged, in processor time, beside an empty
// handler and beside the Secrets Manager client alone.
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { measure } from './cold/measure.ts'
import { coldBlock } from './cold/table.ts'
import { DOCUMENT, withBlock } from './report/document.ts'

const USAGE = `Usage: npm run bench:cold -- [--runs N] [--write]

Packages the functions as a deployment does, starts each in a fresh process with the environment that Lambda
gives it, against servers on this machine, and lets it answer twice. Prints the median processor time of each
step, and that of start and import as a ratio to an empty handler. The functions take turns. About a minute.

  --runs N  how often each function is started, at least 3 (default: 15)
  --write   put the table into docs/performance.md
  --help    show this text

Example: npm run bench:cold -- --runs 31`

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  console.error('`npm run bench:cold -- --help` shows the usage.')
  process.exitCode = 1
}

async function main(): Promise<number> {
  const options = {
    runs: { type: 'string', default: '15' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const
  const { values } = parseArgs({ options })
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < 3) throw new RangeError('--runs must be a whole number, at least 3')
  const block = coldBlock(await measure(runs), runs)
  console.log(block)
  if (values.write) await writeFile(DOCUMENT, withBlock(await readFile(DOCUMENT, 'utf8'), 'cold', block))
  return 0
}
