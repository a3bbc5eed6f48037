// The addresses of records, as ServiceNow writes its links.

export const recordLink = (table: string, id: string): string => `/nav_to.do?uri=${table}.do?sys_id=${id}`

/** From `?uri=incident.do?sys_id=<id>`, or the same encoded. */
export function readLink(url: string): { name: string; id: string } {
  const uri = new URL(url).searchParams.get('uri') ?? ''
  const [, name = '', id = ''] = /^\/?([a-z0-9_]+)\.do\?(?:.*&)?sys_id=([^&]*)/.exec(uri) ?? []
  return { name, id: id.toLowerCase() }
}
