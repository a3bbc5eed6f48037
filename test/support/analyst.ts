// What an analyst does in ServiceNow: writes columns of an incident past case-push.
import type { ServiceNow } from '../../local/servicenow/server.ts'
import { CREDENTIALS } from './connector-secret.ts'

/** Writes columns of an incident; without an id creates one. @returns its sys_id */
export async function writeAsAnalyst(
  { url }: Pick<ServiceNow, 'url'>,
  id: string | undefined,
  columns: Record<string, string>,
): Promise<string> {
  const response = await fetch(`${url}/api/now/table/incident${id === undefined ? '' : `/${id}`}`, {
    method: id === undefined ? 'POST' : 'PATCH',
    headers: {
      authorization: `Basic ${btoa(`${CREDENTIALS.username}:${CREDENTIALS.password}`)}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify(columns),
  })
  if (!response.ok) throw new Error(`ServiceNow answered ${String(response.status)} to an analyst`)
  return ((await response.json()) as { result: { sys_id: string } }).result.sys_id
}
