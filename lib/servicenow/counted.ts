// Calls of ServiceNow as metrics: how many, of which kind, how they were answered, and how long that took.
import { PushError } from '../errors.ts'
import { count } from '../telemetry/metrics.ts'
import type { Answer } from './exchange.ts'

/** What a call does, for its metric. */
type Operation = 'create' | 'update' | 'read' | 'list' | 'journal' | 'import' | 'other'

/** What tells calls apart: the method, and the record or the path that is called. */
type Target = { method: 'GET' | 'POST' | 'PATCH'; table?: string; id?: string; path?: string }

/** Makes one call and counts it. A call that could not begin in time is none. */
export async function counted(call: Target, connector: string, send: () => Promise<Answer>): Promise<Answer> {
  const operation = operationOf(call)
  const startedMs = performance.now()
  const note = (status: string): void => {
    count('ServiceNowCalls', { connector, operation, status })
    count('ServiceNowLatency', { connector, operation }, performance.now() - startedMs)
  }
  try {
    const answer = await send()
    note(classOf(answer.status))
    return answer
  } catch (error) {
    if (!(error instanceof PushError && error.reason === 'out_of_time')) note('none')
    throw error
  }
}

function operationOf({ method, table, id, path }: Target): Operation {
  if (path?.startsWith('/api/now/import/') === true) return method === 'POST' ? 'import' : 'other'
  if (path !== undefined) return 'other'
  if (table === 'sys_journal_field') return 'journal'
  if (method === 'POST') return 'create'
  if (method === 'PATCH') return 'update'
  return id === undefined ? 'list' : 'read'
}

const classOf = (status: number) => (status === 429 ? '429' : `${Math.floor(status / 100)}xx`)
