// A stand-in with what its pages have to bear, by real pushes: long titles, many comments, a lost create that was
// found.
import { httpEvent, withParams } from '../support/events.ts'
import { startHttpApi, type HttpApi } from '../support/http-api.ts'

export type Filled = HttpApi & {
  /** Pushes this case. */
  push(change: Record<string, unknown>): Promise<void>
  /** The address of the incident's page. */
  pageOf(caseId: string): string
}

export async function startFilled(): Promise<Filled> {
  const api = await startHttpApi()
  const { servicenow } = api
  const push = async (change: Record<string, unknown>): Promise<void> => {
    const { statusCode: status } = await api.send(withParams(httpEvent('comments-only'), change))
    if (status !== 200) throw new Error(`the push of ${String(change['savedObjectId'])} was answered ${status}`)
  }
  const comments = Array.from({ length: 12 }, (_, at) => ({
    commentId: `c${at}`,
    comment: `Comment ${at}. `.repeat(9),
  }))
  await push({ savedObjectId: 'many', title: 'Beacon to a rare domain, again and again '.repeat(4), comments })
  await push({ savedObjectId: 'unbroken', title: 'W'.repeat(160), description: 'w'.repeat(900), comments: [] })
  servicenow.addFault({ on: { method: 'POST', table: 'incident' }, fault: { kind: 'reset', commit: true } })
  await push({ savedObjectId: 'lost', title: 'Ransomware note', comments: comments.slice(0, 2) })
  servicenow.addFault({ on: { method: 'PATCH', path: '/pending' }, times: 2, fault: { kind: 'status', status: 503 } })
  return {
    ...api,
    push,
    pageOf: (caseId) => {
      const { sys_id = '' } = servicenow.incidents().find((row) => row['correlation_id'] === caseId) ?? {}
      return `${servicenow.url}/nav_to.do?uri=incident.do?sys_id=${sys_id}`
    },
  }
}
