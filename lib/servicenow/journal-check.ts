// Whether a push can read the journal that takes the comments: the rows of sys_journal_field or, where the user may not
// read them, the history that a record shows (servicenow-api.md §2).
import * as v from 'valibot'
import type { Check } from '../connectors/connector-checks.ts'
import { entriesOf } from './journal-history.ts'
import { MAX_TEXT_BYTES } from './journal-rows.ts'
import { readIfAllowed, type Sight } from './sight.ts'

const Row = v.object({ sys_id: v.string(), value: v.string() })
const Rows = v.pipe(v.array(Row), v.minLength(1))

/** @throws PushError when a read fails */
export async function checkJournal(sight: Sight): Promise<Omit<Check, 'name'>> {
  const { client, connector, budget, record } = sight
  const { target, actionType } = connector.mapping?.comments ?? { target: 'comments', actionType: 'append' }
  if (actionType === 'nothing') return { status: 'skipped', finding: 'no_comments' }
  const query = { sysparm_fields: 'sys_id,value', sysparm_limit: '1', sysparm_no_count: 'true' }
  const maxAnswerBytes = MAX_TEXT_BYTES
  const read = () => client({ method: 'GET', table: 'sys_journal_field', query, budget, maxAnswerBytes })
  if (v.is(Rows, await readIfAllowed(read))) return { status: 'ok', finding: 'journal_readable' }
  const id = record?.['sys_id']
  if (typeof id !== 'string') return { status: 'skipped', finding: 'no_record' }
  return (await isHistoryShown(sight, id, target))
    ? { status: 'ok', finding: 'journal_shown' }
    : { status: 'failed', finding: 'journal_unreadable' }
}

async function isHistoryShown({ client, connector, budget }: Sight, id: string, column: string): Promise<boolean> {
  const query = { sysparm_fields: column, sysparm_display_value: 'true' }
  const { table } = connector
  const shown = await readIfAllowed(() =>
    client({ method: 'GET', table, id, query, budget, maxAnswerBytes: MAX_TEXT_BYTES }),
  )
  const history = v.safeParse(v.object({ [column]: v.string() }), shown)
  return history.success && entriesOf(history.output[column] ?? '', new Set()) !== undefined
}
