// A ServiceNow of a few values for tests of single steps of the core: it answers as told and notes every call.
import type { IncidentHead, Incidents, JournalEntry } from '../../lib/push/ports.ts'
import { NOW_MS } from './given.ts'

export type Held = {
  /** sys_ids of the incidents that exist, with the columns that the user may read. */
  incidents?: Record<string, Record<string, string>>
  /** The incidents that a search finds, for any correlation id or by it. */
  created?: string | string[] | Record<string, string>
  /** The entries of every journal. */
  journal?: JournalEntry[]
  /** How many first calls of searches and journals find nothing, as a read replica that is behind. */
  missing?: { find?: number; journal?: number }
  /** What happens after each read. */
  afterRead?: () => void
  /** What reads, searches and journals throw instead of an answer. */
  lookFails?: Error
  /** The columns that the answer to a write shows, if not those that were written. */
  shows?: Record<string, string>
  /** What a write throws; without it writes succeed. */
  writeFails?: Error
}

/** Created now, changed a second later. */
export const headOf = (id: string): IncidentHead => ({
  id,
  number: `N${id}`,
  createdAtMs: NOW_MS,
  updatedAtMs: NOW_MS + 1000,
})

export function notedIncidents({
  incidents = {},
  created,
  journal = [],
  missing = {},
  shows,
  afterRead,
  lookFails,
  writeFails,
}: Held) {
  const calls: string[] = []
  const left = { find: 0, journal: 0, ...missing }
  const shown = <T>(kind: 'find' | 'journal', full: T, empty: T): T => (left[kind]-- > 0 ? empty : full)
  const answer = <T>(call: string, result: T, failure?: Error): Promise<T> => {
    calls.push(call)
    return failure === undefined ? Promise.resolve(result) : Promise.reject(failure)
  }
  const noted: Incidents = {
    create: (columns) =>
      answer(`create ${JSON.stringify(columns)}`, { ...headOf('new'), columns: shows ?? columns }, writeFails),
    update: (id, columns) =>
      answer(`update ${id} ${JSON.stringify(columns)}`, { ...headOf(id), columns: shows ?? columns }, writeFails),
    read: (id, names) => {
      const columns = incidents[id]
      afterRead?.()
      return answer(`read ${id} ${names.join()}`, columns && { ...headOf(id), columns }, lookFails)
    },
    findByCorrelationId: (correlationId, sinceMs) => {
      const call = `find ${correlationId} ${String(sinceMs - NOW_MS)}`
      const isByCorrelation = typeof created === 'object' && !Array.isArray(created)
      const ids = isByCorrelation ? created[correlationId] : created
      return answer(call, shown('find', ids === undefined ? [] : [ids].flat().map(headOf), []), lookFails)
    },
    journal: (id, { column }) => answer(`journal ${id} ${column}`, shown('journal', journal, []), lookFails),
  }
  return { incidents: noted, calls }
}

export type Ended<T> = { yielded: T[]; returned?: T; thrown?: unknown }

/** Runs a step to its end: what it yielded, and what it returned or threw. */
export async function ended<T>(step: AsyncGenerator<T, T>): Promise<Ended<T>> {
  const yielded: T[] = []
  try {
    for (;;) {
      const { done, value } = await step.next()
      if (done === true) return { yielded, returned: value }
      yielded.push(value)
    }
  } catch (thrown) {
    return { yielded, thrown }
  }
}
