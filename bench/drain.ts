// How fast a full queue empties, and whether memory stays flat; or, with --outage, how long after an outage of
// ServiceNow the last push is done, by the real clock. Events go through the bus, the queue and the queue handler, on
// local servers.
import { setTimeout as sleep } from 'node:timers/promises'
import { oneOf, runCommand, wholeNumber } from '../scripts/command-line.ts'
import { startDrainStack, type DrainStack } from './drain-stack.ts'
import type { Memory } from './queued-function.ts'

const USAGE = `Usage: npm run bench:drain -- [--events <n>] [--concurrency <n>]
       npm run bench:drain -- --outage <seconds> [--events <n>] [--concurrency <n>] [--fault <fault>] [--latency <ms>]

Puts events on the bus and waits until each is an incident. Prints events per second and the function's memory.
With --outage ServiceNow is away from the first event on; prints the seconds from the end of the outage to the
last incident, with the waits of the template, and fails if that is more than 40 s.

  --events <n>       1000; with --outage 50
  --concurrency <n>  pushes at once: 2
  --outage <s>       how long ServiceNow is away, such as 60
  --fault <fault>    what it does meanwhile: unavailable (503, the default), reset, hang or hibernating
  --latency <ms>     what it takes for a call after the outage: 100
  --help             show this text

Example: npm run bench:drain -- --outage 60`

const FAULTS = {
  unavailable: { kind: 'status', status: 503 },
  reset: { kind: 'reset' },
  hang: { kind: 'hang' },
  hibernating: { kind: 'hibernating' },
} as const
const MAX_WARM_UP = 100
const MAX_LATE_S = 40
const ALWAYS = 1_000_000

type Options = {
  events: number | undefined
  concurrency: number
  outage: number | undefined
  fault: keyof typeof FAULTS
  latency: number
}

process.exitCode = await runCommand({
  script: 'bench:drain',
  usage: USAGE,
  options: {
    events: { type: 'string' },
    concurrency: { type: 'string', default: '2' },
    outage: { type: 'string' },
    fault: { type: 'string', default: 'unavailable' },
    latency: { type: 'string', default: '100' },
  },
  prepare: ({ events, concurrency, outage, fault, latency }) => {
    const options = {
      events: events === undefined ? undefined : wholeNumber('--events', events),
      concurrency: wholeNumber('--concurrency', concurrency),
      outage: outage === undefined ? undefined : wholeNumber('--outage', outage),
      fault: oneOf('--fault', fault, Object.keys(FAULTS) as (keyof typeof FAULTS)[]),
      latency: wholeNumber('--latency', latency),
    }
    return () => bench(options)
  },
})

/** @returns the exit code */
async function bench(given: Options): Promise<number> {
  const realClock = given.outage === undefined ? {} : { visibilityMs: 180_000, speed: 1 }
  const stack = await startDrainStack({ concurrency: given.concurrency, ...realClock })
  try {
    return given.outage === undefined ? await fullQueue(stack, given) : await outage(stack, given, given.outage)
  } finally {
    await stack.close()
  }
}

async function fullQueue(stack: DrainStack, { events = 1_000, concurrency }: Options): Promise<number> {
  const warmUp = Math.min(MAX_WARM_UP, events)
  await stack.put(events, warmUp)
  await stack.emptied()
  const before = await stack.memory()
  const startedMs = performance.now()
  await stack.put(0, events)
  await stack.emptied()
  const durationS = (performance.now() - startedMs) / 1000
  const after = await stack.memory()
  const rate = (events / durationS).toFixed(0)
  console.log(`${events} events, concurrency ${concurrency}: ${durationS.toFixed(1)} s, ${rate} events/s`)
  const code = ended(stack, events, warmUp)
  console.log(`the function's memory  ${describeMemory(warmUp, before)}`)
  console.log(`                       ${describeMemory(warmUp + events, after)}`)
  return code
}

async function outage(stack: DrainStack, given: Options, outageS: number): Promise<number> {
  const { events = 50, concurrency, fault, latency } = given
  const { servicenow } = stack
  servicenow.addFault({ times: ALWAYS, fault: FAULTS[fault] })
  await stack.put(0, events)
  console.log(`${events} events, concurrency ${concurrency}; ServiceNow is away (${fault}) for ${outageS} s`)
  await sleep(outageS * 1000)
  const calls = servicenow.requests().length
  servicenow.clearFaults()
  servicenow.addFault({ times: ALWAYS, fault: { kind: 'slow', delayMs: latency } })
  const endedMs = performance.now()
  await stack.emptied()
  const lateS = (performance.now() - endedMs) / 1000
  console.log(`calls of ServiceNow meanwhile: ${calls}`)
  console.log(`from the end of the outage to the last of ${events}: ${lateS.toFixed(1)} s (limit ${MAX_LATE_S} s)`)
  return ended(stack, events, 0) || (lateS > MAX_LATE_S ? 1 : 0)
}

/** @returns 1 if there are more or fewer incidents than events, or dead letters */
function ended({ servicenow, bus }: DrainStack, events: number, warmUp: number): number {
  const incidents = servicenow.incidents().length - warmUp
  const letters = bus.deadLetters().length
  console.log(`incidents ${incidents}, dead letters ${letters}`)
  return incidents === events && letters === 0 ? 0 : 1
}

function describeMemory(count: number, { peakMb, heapMb }: Memory): string {
  return `after ${count} events: peak ${peakMb.toFixed(0)} MB, heap ${heapMb.toFixed(1)} MB`
}
