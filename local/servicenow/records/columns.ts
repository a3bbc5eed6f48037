// The columns of the two tables: their types, lengths and initial values. A new column goes into the list of its type.
// ServiceNow enforces no length over 255 characters (KB0685779), so the longer columns have no `maxLength`.

export type Column =
  | { type: 'string'; maxLength?: number; initial?: string }
  | { type: 'choice'; maxLength: number; initial: string }
  | { type: 'date' }
  | { type: 'journal' }
  | { type: 'journal_list' }
  | { type: 'reference'; table: string; initial?: string }

export type Columns = Map<string, Column>

const INITIAL_CHOICES: Record<string, string> = {
  state: '1',
  incident_state: '1',
  impact: '3',
  urgency: '3',
  severity: '3',
  priority: '5',
  escalation: '0',
  category: 'inquiry',
  subcategory: '',
  contact_type: '',
  close_code: '',
  hold_reason: '',
  approval: 'not requested',
  upon_approval: 'proceed',
  upon_reject: 'cancel',
  notify: '1',
}

const REFERENCED_TABLES: Record<string, string> = {
  assigned_to: 'sys_user',
  caller_id: 'sys_user',
  opened_by: 'sys_user',
  resolved_by: 'sys_user',
  closed_by: 'sys_user',
  assignment_group: 'sys_user_group',
  cmdb_ci: 'cmdb_ci',
  business_service: 'cmdb_ci_service',
  service_offering: 'service_offering',
  company: 'core_company',
  location: 'cmn_location',
  parent: 'task',
  parent_incident: 'incident',
  problem_id: 'problem',
  rfc: 'change_request',
  contract: 'ast_contract',
}

const DATE_COLUMNS = [
  'sys_created_on',
  'sys_updated_on',
  'opened_at',
  'resolved_at',
  'closed_at',
  'reopened_time',
  'due_date',
  'work_start',
  'work_end',
]

const TEXT_COLUMNS = [
  'sys_id',
  'number',
  'sys_created_by',
  'sys_updated_by',
  'sys_tags',
  'description',
  'close_notes',
  'watch_list',
  'work_notes_list',
  'business_impact',
  'cause',
  'route_reason',
  'task_effective_number',
  'origin_id',
  'origin_table',
  'time_worked',
]

const INITIAL_TEXTS: Record<string, string> = {
  active: 'true',
  made_sla: 'true',
  knowledge: 'false',
  sys_mod_count: '0',
  reopen_count: '0',
  reassignment_count: '0',
  sys_class_name: 'incident',
  sys_domain_path: '/',
}

const MAX_LENGTHS: Record<string, number> = { short_description: 160, correlation_id: 100, correlation_display: 100 }

/** ServiceNow alone writes these; it ignores what a client sends for them, as a hardened instance does. */
export const READ_ONLY_COLUMNS: ReadonlySet<string> = new Set([
  'sys_id',
  'number',
  'sys_created_on',
  'sys_created_by',
  'sys_updated_on',
  'sys_updated_by',
  'sys_mod_count',
  'sys_class_name',
  'sys_domain',
  'sys_domain_path',
  'priority',
  'incident_state',
  'comments_and_work_notes',
  'task_effective_number',
])

/** @param extraJournals journal columns beside `comments` and `work_notes` */
export function createIncidentColumns(extraJournals: readonly string[]): Columns {
  const columns: Columns = new Map()
  for (const name of TEXT_COLUMNS) columns.set(name, { type: 'string' })
  for (const name of DATE_COLUMNS) columns.set(name, { type: 'date' })
  for (const [name, initial] of Object.entries(INITIAL_TEXTS)) columns.set(name, { type: 'string', initial })
  for (const [name, maxLength] of Object.entries(MAX_LENGTHS)) columns.set(name, { type: 'string', maxLength })
  for (const [name, initial] of Object.entries(INITIAL_CHOICES))
    columns.set(name, { type: 'choice', maxLength: 40, initial })
  for (const [name, table] of Object.entries(REFERENCED_TABLES)) columns.set(name, { type: 'reference', table })
  columns.set('sys_domain', { type: 'reference', table: 'sys_user_group', initial: 'global' })
  columns.set('comments_and_work_notes', { type: 'journal_list' })
  for (const name of ['comments', 'work_notes', ...extraJournals]) columns.set(name, { type: 'journal' })
  return columns
}

export function createJournalColumns(): Columns {
  const columns: Columns = new Map()
  for (const name of ['sys_id', 'name', 'element', 'element_id', 'value', 'sys_created_by'])
    columns.set(name, { type: 'string' })
  return columns.set('sys_created_on', { type: 'date' })
}

/** Whether an administrator could have added this column: the stand-in adds it when it is first written. */
export const isCustomColumn = (name: string): boolean => /^u_[a-z0-9_]{1,78}$/.test(name)

export function initialValue(column: Column): string {
  return 'initial' in column ? (column.initial ?? '') : ''
}

/** Cuts as a VARCHAR does, without an error. Counts UTF-16 units, of which a text never has fewer than characters. */
export function truncate(column: Column, value: string): string {
  return 'maxLength' in column ? value.slice(0, column.maxLength) : value
}
