// `npm run bench`: measures part after part, prints the tables, and keeps what a whole run measured.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { oneOf, runCommand } from '../scripts/command-line.ts'
import type { Effort } from './parts/part.ts'
import { draw, RESULTS, writeMeasured } from './report/document.ts'
import { thisMachine } from './report/machine.ts'
import { PART_NAMES, type Measured, type PartName } from './report/results.ts'
import { blocksOf } from './report/tables.ts'

const USAGE = `Usage: npm run bench -- [--only PART] [--quick] [--out FILE]

Measures what a push costs, against servers on this machine, beside a plain script that makes the calls of
Kibana's own connector. Prints the tables; says on standard error how far it is. About six minutes.

A whole run writes bench/results.json, the tables of docs/performance.md and docs/pictures/.

  --only PART  one part alone, several times for several: ${PART_NAMES.join(', ')}
  --quick      a smoke run of half a minute, whose figures mean nothing; without --out it writes nothing
  --out FILE   write the results there, and nothing else; --only and --quick write nothing but this
  --help       show this text

The exit code is 0 even if a goal is missed: figures depend on the machine.

Example: npm run bench -- --only overhead --out /tmp/overhead.json`

type Options = { parts: PartName[]; effort: Effort; out: string | undefined }

async function run({ parts, effort, out }: Options): Promise<number> {
  const measured: Measured = { machine: thisMachine(new Date()) }
  for (const part of parts) Object.assign(measured, { [part]: await measure(part, effort) })
  const blocks = blocksOf(measured)
  if (effort === 'quick') blocks.delete('goals')
  for (const block of blocks.values()) console.log(`${block}\n`)
  if (effort === 'quick') console.log('A smoke run: its figures mean nothing, so they are compared with no goal.')
  const isWhole = effort === 'full' && parts.length === PART_NAMES.length
  if (out !== undefined) {
    await writeMeasured(out, measured)
    console.log(`Written: ${out} alone.`)
  } else if (isWhole) {
    await writeMeasured(RESULTS, measured)
    await draw()
    console.log('Written: bench/results.json, the tables of docs/performance.md and docs/pictures/.')
  } else console.log('Nothing is written: that takes a whole run, or --out FILE.')
  return 0
}

/** In a process of its own, which the signals that end this one end as well. */
async function measure(part: PartName, effort: Effort): Promise<unknown> {
  const child = fork(new URL('parts/part-process.ts', import.meta.url), [part, effort], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let result: unknown
  child.once('message', (message) => {
    result = message
  })
  const stop = (signal: NodeJS.Signals) => {
    child.kill()
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  await once(child, 'exit')
  process.off('SIGINT', stop).off('SIGTERM', stop)
  if (result === undefined) throw new Error(`${part} could not be measured`)
  return result
}

process.exitCode = await runCommand({
  script: 'bench',
  usage: USAGE,
  options: {
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
  prepare: (values) => {
    const only = values.only.map((name) => oneOf('--only', name, PART_NAMES))
    const parts = only.length === 0 ? PART_NAMES : PART_NAMES.filter((name) => only.includes(name))
    return () => run({ parts, effort: values.quick ? 'quick' : 'full', out: values.out })
  },
})
