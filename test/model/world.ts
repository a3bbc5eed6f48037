// What all parts of one run share: time, chance, the script of its faults and the history of what happened.
import { draw, pick } from './random.ts'
import {
  LEDGER_FAULTS,
  PLAIN,
  PLAIN_LEDGER,
  callFaults,
  type Call,
  type CallFault,
  type LedgerCall,
  type LedgerFault,
  type Operation,
  type Seconds,
} from './faults.ts'
import type { Drop } from './oracle-writes.ts'
import type { Process, Scheduler } from './scheduler.ts'

/** Faults by place: `P1.create#2` is the second create of caller P1; the value may carry seconds: `reset-late@50`. */
export type Script = Record<string, string>

/** No run needs as many operations: a push that does would never end. */
const MAX_STEPS = 1000

/** One operation that took place, and the fault it met. */
export type Step = { place: string; operation: Operation; fault: string }

/** Chooses a fault for an operation that the script does not name. */
export type Mischief = (place: string, operation: Operation) => string

export type World = {
  scheduler: Scheduler
  seed: number
  steps: Step[]
  history: { atS: number; who: string; what: Told }[]
  violations: string[]
  mischief: Mischief
  counts: Record<string, number>
  drops: Drop[]
  start: number
}

/** `late`, `frozen` and `behind`, which is by how much a replica lags, in seconds. */
export type Met<F> = { fault: F; place: string; late: number; frozen: number; behind: number }

/** A read replica is behind by at most this much, in seconds. */
const MOST_BEHIND = 1.9

/** Told only where it is read: most histories are not. */
type Told = string | (() => string)

export function note({ scheduler, history, start }: World, who: string, what: Told): void {
  history.push({ atS: (scheduler.now() - start) / 1000, who, what })
}

/** A history in words, a line for each event. */
export const told = (history: World['history']): string[] =>
  history.map(({ atS, who, what }) => {
    const words = typeof what === 'string' ? what : what()
    return `${atS.toFixed(2).padStart(9)}  ${who.padEnd(5)} ${words}`
  })

export function violate(world: World, what: string): void {
  if (!world.violations.includes(what)) world.violations.push(what)
  note(world, '!!', what)
}

/** The fault of this process's next such operation: a write is late by up to 60 s, which is when ServiceNow cancels. */
export function meetCall(world: World, process: Process, operation: Call): Met<CallFault> {
  return meet(world, process, operation, { table: callFaults(operation), plain: PLAIN, most: 59.9, usual: 58 })
}

/** The like for a call of the ledger: a copy of it may be much later. */
export function meetLedger(world: World, process: Process, operation: LedgerCall): Met<LedgerFault> {
  return meet(world, process, operation, { table: LEDGER_FAULTS, plain: PLAIN_LEDGER, most: 200, usual: 100 })
}

export const secondsOf = (seconds: Seconds, late: number) => (seconds === 'late' ? late : seconds)

type Faults<F> = { table: Record<string, F>; plain: F; most: number; usual: number }

function meet<F extends CallFault | LedgerFault>(
  world: World,
  process: Process,
  operation: Operation,
  { table, plain, most, usual }: Faults<F>,
): Met<F> {
  const { seed, counts, steps } = world
  const caller = process.name.split('/')[0] ?? ''
  const count = (counts[`${caller}.${operation}`] ?? 0) + 1
  counts[`${caller}.${operation}`] = count
  const place = `${caller}.${operation}#${count}`
  const chosen = world.mischief(place, operation)
  steps.push({ place, operation, fault: chosen })
  if (steps.length > MAX_STEPS) violate(world, `stuck: more than ${MAX_STEPS} operations`)
  note(world, process.name, () => (chosen === '' ? operation : `${operation} [${place}=${chosen}]`))
  if (chosen === '') return { fault: plain, place, late: 0, frozen: 0, behind: 0 }
  const [name = '', seconds] = chosen.split('@')
  const fault = table[name]
  if (fault === undefined) throw new RangeError(`${operation} has no fault ${name}`)
  const drawn = (label: string) => draw(seed, `${label} ${place}`)
  const given = seconds === undefined ? undefined : Number(seconds)
  return {
    fault,
    place,
    late:
      (fault.freezes === undefined ? given : undefined) ??
      (seed === 0 ? usual : Math.round((1 + drawn('late') * (most - 1)) * 10) / 10),
    frozen: given ?? (seed === 0 ? 300 : pick(seed, `frozen ${place}`, [4, 12, 25, 33, 100, 300])),
    behind: given ?? (seed === 0 ? MOST_BEHIND : drawn('behind') * MOST_BEHIND),
  }
}
