// Where the records of a connector live: the table of its instance, as the ledger names it and as a link shows it.
import type { Connector } from '../connectors/connector.ts'

export type Place = Pick<Connector, 'apiUrl' | 'table'>

/**
 * What tells the records of one table from those of every other, on whichever instance. An incident is known by the
 * origin of its instance alone: so it was recorded before there were other tables.
 */
export function placeOf({ apiUrl, table }: Place): string {
  return table === 'incident' ? apiUrl : `${apiUrl}/${table}`
}

/** The link of a record, in Kibana's form: two literal `?`, not URL-encoded (elastic-execute-api.md §5). */
export function recordUrl({ apiUrl, table }: Place, id: string): string {
  return `${apiUrl}/nav_to.do?uri=${table}.do?sys_id=${id}`
}
