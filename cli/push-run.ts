// One run over all cases of an input: several at a time, those of one case one after the other, until the input ends,
// the run is stopped, or going on is no use.
import type { Note } from './kibana-case.ts'
import { pushUntilDone, type Means, type Outcome, type Wait } from './push-attempts.ts'
import type { PushRequest } from './push-body.ts'
import type { Item, Place } from './push-input.ts'
import type { Target } from './push-target.ts'

/** What became of one case of the input. Without an id the case has none. */
export type Result = Named &
  (
    | (Outcome & { notes: readonly Note[] })
    /** The input holds no case here. */
    | { outcome: 'unreadable'; message: string }
  )

/** Where a case stands, and its id if it has one. */
export type Named = Place & { id?: string }

export type RunOptions = {
  target: Target
  waitMs: number
  concurrency: number
  /** Takes no further case, and ends all waiting. */
  stopping: AbortSignal
  /** Called when a case is done with, in the order in which that happens. */
  told: (result: Result) => void
  /** Called when a case waits. @returns to be called when the wait is over */
  waiting: (item: Named, wait: Wait) => () => void
}

/** Why a run ended before its input did. */
export type Halt = { kind: 'misaddressed'; code: string; message: string } | { kind: 'away' } | undefined

/** So many cases in a row that cannot be finished: the next one could not either. At least `concurrency`. */
const MAX_OPEN_IN_A_ROW = 4

export async function pushAll(items: AsyncGenerator<Item, void>, options: RunOptions): Promise<Halt> {
  const halting = new AbortController()
  const stopping = AbortSignal.any([options.stopping, halting.signal])
  const stopped = new Promise<undefined>((resolve) => {
    stopping.addEventListener('abort', () => {
      resolve(undefined)
    })
  })
  let halt: Halt
  let openInARow = 0
  let hasAnswered = false
  const answered = () => {
    hasAnswered = true
  }
  const settle = (result: Result) => {
    const { outcome } = result
    if (outcome === 'misaddressed') halt ??= { kind: outcome, code: result.code ?? '', message: result.message ?? '' }
    else if (outcome !== 'unreadable') openInARow = outcome === 'open' ? openInARow + 1 : 0
    if (openInARow >= Math.max(MAX_OPEN_IN_A_ROW, options.concurrency)) halt ??= { kind: 'away' }
    options.told(result)
    if (halt !== undefined) halting.abort()
  }
  const push = inTurn((item) => {
    const waiting = (wait: Wait) => options.waiting(named(item), wait)
    const means: Means = { ...options, stopping, answered, waiting, hasAnswered: () => hasAnswered }
    return pushUntilDone(item.request, means)
  })
  const work = async () => {
    while (!stopping.aborted) {
      const next = await Promise.race([items.next(), stopped])
      if (next?.value === undefined) return
      const result = await resultOf(next.value, push, stopping)
      if (result !== undefined) settle(result)
    }
  }
  await Promise.all(Array.from({ length: options.concurrency }, work))
  return halt
}

type Case = Place & { request: PushRequest }
/** Resolves with undefined if the case was not begun. */
type Push = (item: Case, stopping: AbortSignal) => Promise<Outcome | undefined>

async function resultOf(item: Item, push: Push, stopping: AbortSignal): Promise<Result | undefined> {
  if ('problem' in item) return { ...named(item), outcome: 'unreadable', message: item.problem }
  const outcome = await push(item, stopping)
  return outcome && { ...named(item), notes: item.request.notes, ...outcome }
}

function named(item: Item): Named {
  const { file, line } = item
  const id = 'request' in item ? item.request.id : undefined
  return { file, ...(line === undefined ? {} : { line }), ...(id === undefined ? {} : { id }) }
}

/** Requests of one case in the order of their calls, each after the end of the one before. */
function inTurn(push: (item: Case) => Promise<Outcome>): Push {
  const last = new Map<string, Promise<unknown>>()
  return async (item, stopping) => {
    const { caseKey } = item.request
    const before = last.get(caseKey)
    const mine = (async () => {
      await before
      return stopping.aborted ? undefined : push(item)
    })()
    last.set(caseKey, mine)
    const outcome = await mine
    if (last.get(caseKey) === mine) last.delete(caseKey)
    return outcome
  }
}
