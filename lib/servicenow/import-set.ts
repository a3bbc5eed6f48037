// Writing through the Import Set API and the ServiceNow application of Elastic (servicenow-api.md §5), for accounts
// that may do nothing else: a row goes into the application's staging table and is transformed at once. Reading is the
// Table API's.
import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import { PushError } from '../errors.ts'
import type { Budget, Incidents } from '../push/ports.ts'
import { requireApplication, type Application } from './elastic-application.ts'
import type { Records } from './incidents.ts'
import { addObservables, splitObservables } from './observables.ts'
import type { Columns } from './written-row.ts'

type Import = Records & { application: Application; clock: Clock }

/** What the Table API answers to a write, read after an import: it fails only where the record is gone. */
export type ReadWritten = (
  id: string,
  written: Columns,
  budget: Budget,
  journalColumn?: string,
) => ReturnType<Incidents['update']>

/** Incidents that are read by the Table API and written by imports. */
export function importIncidents(records: Import, table: Incidents, readWritten: ReadWritten): Incidents {
  const write = async (id: string | undefined, columns: Columns, budget: Budget, journalColumn?: string) => {
    await requireApplication(records, budget)
    const { observables, rest } = splitObservables(columns)
    // Stored once for each value, so they may be sent again with a write that fails after them.
    if (id !== undefined) await addObservables(records, id, observables, budget)
    const row =
      id !== undefined && Object.keys(rest).length === 0 ? { sys_id: id } : await imported(records, id, rest, budget)
    const answer = await written(records, row, () => readWritten(row.sys_id, rest, afterwards(budget), journalColumn))
    return { ...answer, columns: { ...answer.columns, ...observables } }
  }
  return {
    ...table,
    create: (columns, budget, journalColumn) => write(undefined, columns, budget, journalColumn),
    update: async (id, columns, budget, journalColumn) => {
      try {
        return await write(id, columns, budget, journalColumn)
      } catch (error) {
        if (!isRowError(error)) throw error
        // A row tells nothing of its error: that the record is gone is told by a look alone.
        const row = await table.read(id, [], afterwards(budget)).catch(() => ({ id }))
        throw row === undefined ? new PushError('incident_not_found') : error
      }
    },
  }
}

const isRowError = (error: unknown) => error instanceof PushError && error.reason === 'import_row'

// What follows a write has the time until its end.
const afterwards = ({ untilMs }: Budget): Budget => ({ startByMs: untilMs, untilMs, limitMs: Infinity })

const Row = v.object({
  status: v.optional(v.string()),
  sys_id: v.optional(v.string()),
  display_value: v.optional(v.string()),
})
type Imported = { sys_id: string; display_value?: string | undefined }

async function imported(
  { client, application }: Import,
  id: string | undefined,
  columns: Columns,
  budget: Budget,
): Promise<Imported> {
  const body = { ...stagedColumns(columns), ...(id === undefined ? {} : { elastic_incident_id: id }) }
  const path = `/api/now/import/${application.staging}`
  const result = await client({ method: 'POST', path, body, budget })
  const rows = v.safeParse(v.array(Row), result)
  const [row] = rows.success ? rows.output : []
  if (row === undefined)
    throw new PushError('servicenow_unavailable', { effect: 'ended', reason: 'not_json', retryAfterS: 5 })
  if (row.status === 'error' || row.sys_id === undefined || row.sys_id === '')
    throw new PushError('servicenow_rejected', { effect: 'ended', reason: 'import_row' })
  return { sys_id: row.sys_id, display_value: row.display_value }
}

/** The columns that the application's staging table has under names of its own; others go under theirs. */
const STAGED: ReadonlySet<string> = new Set([
  ...['short_description', 'description', 'severity', 'urgency', 'impact', 'priority', 'category', 'subcategory'],
  ...['correlation_id', 'correlation_display', 'caller_id', 'opened_by', 'work_notes'],
  ...['state', 'close_code', 'close_notes'],
])

const stagedColumns = (columns: Columns): Columns =>
  Object.fromEntries(Object.entries(columns).map(([name, text]) => [STAGED.has(name) ? `u_${name}` : name, text]))

// The import was done, whatever becomes of reading the record: its row names it.
async function written(
  { clock }: Import,
  { sys_id: id, display_value: number = id }: Imported,
  read: () => ReturnType<Incidents['update']>,
) {
  const nowMs = clock.now()
  return read().catch(() => ({
    id,
    number: number === '' ? id : number,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    columns: {},
  }))
}
