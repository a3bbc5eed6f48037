// What may go wrong in ServiceNow itself, as orders for its stand-in. Left out is what means something else: a 404 says
// that the incident is gone, a 400 or a business rule that the case cannot be pushed.
import type { Fault, FaultRequest } from '../../local/servicenow/server.ts'
import type { Chance, Range } from './chance.ts'

/** Together with what the network holds back, less than the 60 s of ServiceNow. */
const LATE: Range = [100, 5_000]
const JOURNAL_LATE: Range = [100, 4_000]
const SLOW: Range = [200, 25_000]

/** What may come after the work was done (servicenow-api.md §1.7), and what comes without any. */
const PERHAPS_DONE = [403, 408, 499, 500, 501, 502, 503, 504] as const
const NOT_DONE = [401, 405, 406, 415] as const
type Draw = (what: string, range: Range) => number
type Drawn = { commit: boolean; perhapsDone: number; notDone: number }
type Kind = (draw: Draw, drawn: Drawn) => Fault

const WRITES: readonly Kind[] = [
  (_, { commit, perhapsDone }) => ({ kind: 'status', status: perhapsDone, commit }),
  (_, { commit, perhapsDone }) => ({ kind: 'status', status: perhapsDone, commit }),
  (_, { notDone }) => ({ kind: 'status', status: notDone }),
  (draw) => ({ kind: 'rate-limit', retryAfter: draw('retry', [1, 3]) }),
  () => ({ kind: 'accepted' }),
  () => ({ kind: 'redirect' }),
  () => ({ kind: 'hibernating' }),
  (_, { commit }) => ({ kind: 'reset', commit }),
  (_, { commit }) => ({ kind: 'hang', commit }),
  (_, { commit }) => ({ kind: 'mid-body', commit }),
  (_, { commit }) => ({ kind: 'broken-json', commit }),
  (_, { commit }) => ({ kind: 'no-result', commit }),
  (draw) => ({ kind: 'late-commit', delayMs: draw('late', LATE), answer: 'reset' }),
  (draw) => ({
    kind: 'late-commit',
    delayMs: draw('late', LATE),
    answer: 'hang',
    journalDelayMs: draw('row', JOURNAL_LATE),
  }),
  (draw) => ({ kind: 'late-commit', delayMs: 0, answer: 'reset', journalDelayMs: draw('row', JOURNAL_LATE) }),
  (draw) => ({ kind: 'slow', delayMs: draw('slow', SLOW) }),
  () => ({ kind: 'close-idle' }),
]

const READS: readonly Kind[] = [
  (_, { perhapsDone }) => ({ kind: 'status', status: perhapsDone === 403 ? 500 : perhapsDone }),
  (draw) => ({ kind: 'rate-limit', retryAfter: draw('retry', [1, 3]) }),
  () => ({ kind: 'accepted' }),
  () => ({ kind: 'reset' }),
  () => ({ kind: 'hang' }),
  () => ({ kind: 'mid-body' }),
  () => ({ kind: 'broken-json' }),
  () => ({ kind: 'no-result' }),
  (draw) => ({ kind: 'slow', delayMs: draw('slow', SLOW) }),
  () => ({ kind: 'endless' }),
]

/** Faults whose writes are carried out, now or later, whatever their answers say. */
const CERTAIN: readonly string[] = ['late-commit', 'slow', 'close-idle']

/** Whether a write that met this fault (or none) was certainly carried out. */
export const isCertain = (fault: string | undefined): boolean => fault === undefined || CERTAIN.includes(fault)

/** What only the writes and reads of the functions have, not those of analysts. */
export const OF_A_FUNCTION = 'sysparm_'

/** An order for the next request of this method, drawn under this label. */
export function drawOrder(chance: Chance, label: string, method: string): FaultRequest {
  const isRead = method === 'GET'
  const kind = chance.pick(label, isRead ? READS : WRITES)
  const draw: Draw = (what, range) => Math.round(chance.between(`${label} ${what}`, range))
  const fault = kind(draw, {
    commit: chance.happens(`${label} commits`, 0.5),
    perhapsDone: chance.pick(`${label} status`, PERHAPS_DONE),
    notDone: chance.pick(`${label} status`, NOT_DONE),
  })
  return { on: { method: isRead ? 'GET' : method === 'POST' ? 'POST' : 'PATCH', query: OF_A_FUNCTION }, fault }
}
