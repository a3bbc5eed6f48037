// What ServiceNow says of its tables and records, in Kibana's shapes (elastic-execute-api.md §7): the columns of a
// table, the choices of columns, and a record as it is.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import type { Budget } from '../push/ports.ts'
import { resultAs } from './classify-response.ts'
import type { Client } from './client.ts'

/** Where to ask: the table of a connector. */
export type Source = { client: Client; table: string; budget: Budget }

const Text = v.optional(v.string(), '')

const Field = v.object({ max_length: Text, element: Text, column_label: Text, mandatory: Text })
export type Field = v.InferOutput<typeof Field>

const Choice = v.object({ label: Text, value: Text, dependent_value: Text, element: Text })
export type Choice = v.InferOutput<typeof Choice>

/** More rows than any table has columns, or columns have choices. */
const MAX_ROWS = '10000'

const LISTED = { sysparm_limit: MAX_ROWS, sysparm_no_count: 'true', sysparm_exclude_reference_link: 'true' }

// Each column of the base table once, with its own name or task's; the conditions Kibana sends beside the query, which
// ServiceNow ignores there, are part of the query.
const tables = (table: string) => `name=task^ORname=${table}`

/** The columns that take texts, as Kibana lists them. */
export async function getFields({ client, table, budget }: Source): Promise<Field[]> {
  const query = {
    ...LISTED,
    sysparm_query: `${tables(table)}^internal_type=string^active=true^array=false^read_only=false`,
    sysparm_fields: 'max_length,element,column_label,mandatory',
  }
  return resultAs(v.array(Field), await client({ method: 'GET', table: 'sys_dictionary', query, budget }))
}

/** The choices of these columns, in English. */
export async function getChoices({ client, table, budget }: Source, columns: readonly string[]): Promise<Choice[]> {
  const elements = columns.map((column) => `element=${column}`).join('^OR')
  const query = {
    ...LISTED,
    sysparm_query: `${tables(table)}^${elements}^language=en`,
    sysparm_fields: 'label,value,dependent_value,element',
  }
  return resultAs(v.array(Choice), await client({ method: 'GET', table: 'sys_choice', query, budget }))
}

/** A record with all columns that the user may read, raw. @throws PushError `incident_not_found` */
export async function getRecord({ client, table, budget }: Source, id: string): Promise<Record<string, unknown>> {
  const record = resultAs(v.record(v.string(), v.unknown()), await client({ method: 'GET', table, id, budget }))
  if (Object.keys(record).length === 0) throw new PushError('incident_not_found')
  return record
}
