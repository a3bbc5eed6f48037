// What all parts of one run share: time, chance, the script of its faults and the history of what happened.
import { draw, pick } from './random.ts'
import {
  LEDGER_FAULTS,
  PLAIN,
  PLAIN_LEDGER,
  READ_FAULTS,
  WRITE_FAULTS,
  type CallFault,
  type LedgerFault,
  type Operation,
  type Seconds,
} from './faults.ts'
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
  history: string[]
  violations: string[]
  mischief: Mischief
  counts: Record<string, number>
  start: number
}

/** `late` and `frozen` in seconds. */
export type Met<F> = { fault: F; place: string; late: number; frozen: number }

export function note({ scheduler, history, start }: World, who: string, what: string): void {
  history.push(`${((scheduler.now() - start) / 1000).toFixed(2).padStart(9)}  ${who.padEnd(5)} ${what}`)
}

export function violate(world: World, what: string): void {
  if (!world.violations.includes(what)) world.violations.push(what)
  note(world, '!!', what)
}

/** The fault of this process's next such operation: a write is late by up to 60 s, which is when ServiceNow cancels. */
export function meetCall(world: World, process: Process, operation: Operation): Met<CallFault> {
  return meet(
    world,
    process,
    operation,
    operation === 'create' || operation === 'update' ? WRITE_FAULTS : READ_FAULTS,
    PLAIN,
    [59.9, 58],
  )
}

/** The like for a call of the ledger: a copy of it may be much later. */
export function meetLedger(world: World, process: Process, operation: Operation): Met<LedgerFault> {
  return meet(world, process, operation, LEDGER_FAULTS, PLAIN_LEDGER, [200, 100])
}

export const secondsOf = (seconds: Seconds, late: number) => (seconds === 'late' ? late : seconds)

function meet<F extends CallFault | LedgerFault>(
  world: World,
  process: Process,
  operation: Operation,
  table: Record<string, F>,
  plain: F,
  [most, usual]: [number, number],
): Met<F> {
  const { seed, counts, steps } = world
  const caller = process.name.split('/')[0] ?? ''
  const count = (counts[`${caller}.${operation}`] ?? 0) + 1
  counts[`${caller}.${operation}`] = count
  const place = `${caller}.${operation}#${count}`
  const chosen = world.mischief(place, operation)
  steps.push({ place, operation, fault: chosen })
  if (steps.length > MAX_STEPS) violate(world, `stuck: more than ${MAX_STEPS} operations`)
  note(world, process.name, chosen === '' ? operation : `${operation} [${place}=${chosen}]`)
  const [name = '', seconds] = chosen.split('@')
  const fault = name === '' ? plain : table[name]
  if (fault === undefined) throw new RangeError(`${operation} has no fault ${name}`)
  const late = seed === 0 ? usual : Math.round((1 + draw(seed, `late ${place}`) * (most - 1)) * 10) / 10
  const frozen = seed === 0 ? 300 : pick(seed, `frozen ${place}`, [4, 12, 25, 33, 100, 300])
  if (seconds === undefined) return { fault, place, late, frozen }
  return fault.freezes === undefined
    ? { fault, place, late: Number(seconds), frozen }
    : { fault, place, late, frozen: Number(seconds) }
}
