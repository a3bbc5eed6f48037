// Whether the table has the columns that a connector writes: by the record that the login has shown, and for those that
// it lacks by sys_dictionary, which few users may read.
import * as v from 'valibot'
import type { Check } from '../connectors/connector-checks.ts'
import type { Connector } from '../connectors/connector.ts'
import { matching } from '../schema/matching.ts'
import { readIfAllowed, type Sight } from './sight.ts'

/** Every table that extends task has them, and only a check of the journal says whether they can be read. */
const JOURNALS = ['comments', 'work_notes']

/** The columns that a connector writes of itself, but for the journals of every task. */
export function columnsOf({ mapping, defaults, valueMappings }: Connector): string[] {
  const mapped = Object.values(mapping ?? {}).flatMap(({ target, actionType }) =>
    actionType === 'nothing' ? [] : [target],
  )
  const byWord = Object.values(valueMappings).flatMap((words) => Object.values(words).flatMap(Object.keys))
  const columns = new Set(['correlation_id', ...mapped, ...Object.keys(defaults), ...byWord])
  return [...columns].filter((column) => !JOURNALS.includes(column))
}

/** @throws PushError when a read fails */
export async function checkColumns(sight: Sight): Promise<Omit<Check, 'name'>> {
  const { connector, record } = sight
  const unseen = columnsOf(connector).filter((column) => record?.[column] === undefined)
  if (unseen.length === 0) return { status: 'ok', finding: 'columns_exist' }
  const listed = await listedColumns(sight)
  // The dictionary of every task has correlation_id: without it nothing of the dictionary can be read.
  if (!listed.has('correlation_id'))
    return record === undefined
      ? { status: 'skipped', finding: 'no_record' }
      : { status: 'failed', finding: 'columns_unseen', columns: unseen }
  const missing = unseen.filter((column) => !listed.has(column))
  return missing.length === 0
    ? { status: 'ok', finding: 'columns_exist' }
    : { status: 'failed', finding: 'columns_missing', columns: missing }
}

const Elements = v.array(v.object({ element: v.optional(v.string()) }))

async function listedColumns({ client, connector, budget }: Sight): Promise<ReadonlySet<string>> {
  const columns = columnsOf(connector)
  const query = {
    sysparm_query: `nameINtask,${connector.table}^elementIN${columns.join(',')}`,
    sysparm_fields: 'element',
    // A table may override a column of task.
    sysparm_limit: String(2 * columns.length),
    sysparm_no_count: 'true',
  }
  const result = await readIfAllowed(() => client({ method: 'GET', table: 'sys_dictionary', query, budget }))
  const rows = v.safeParse(Elements, result)
  const names = rows.success ? rows.output.map(({ element }) => matching(v.string(), element)) : []
  return new Set(names.filter((name) => name !== undefined))
}
