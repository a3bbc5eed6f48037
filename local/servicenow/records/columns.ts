// The columns of task, which every task table has, and those that each table adds; also those of sys_journal_field.
// A new column goes into the list of its type.
import { toColumns, type ColumnLists, type Columns } from './column.ts'

const TASK: ColumnLists = {
  texts: [
    'sys_id',
    'number',
    'sys_created_by',
    'sys_updated_by',
    'sys_tags',
    'description',
    'close_notes',
    'watch_list',
    'work_notes_list',
    'route_reason',
    'task_effective_number',
    'time_worked',
  ],
  initialTexts: {
    active: 'true',
    made_sla: 'true',
    knowledge: 'false',
    sys_mod_count: '0',
    reassignment_count: '0',
    sys_class_name: 'task',
    sys_domain_path: '/',
  },
  maxLengths: { short_description: 160, correlation_id: 100, correlation_display: 100 },
  choices: {
    state: '1',
    impact: '3',
    urgency: '3',
    priority: '4',
    escalation: '0',
    contact_type: '',
    approval: 'not requested',
    upon_approval: 'proceed',
    upon_reject: 'cancel',
  },
  dates: ['sys_created_on', 'sys_updated_on', 'opened_at', 'closed_at', 'due_date', 'work_start', 'work_end'],
  references: {
    assigned_to: 'sys_user',
    opened_by: 'sys_user',
    closed_by: 'sys_user',
    assignment_group: 'sys_user_group',
    cmdb_ci: 'cmdb_ci',
    business_service: 'cmdb_ci_service',
    service_offering: 'service_offering',
    company: 'core_company',
    location: 'cmn_location',
    parent: 'task',
    contract: 'ast_contract',
  },
}

const OWN: Record<string, ColumnLists> = {
  incident: {
    texts: ['business_impact', 'cause', 'origin_id', 'origin_table'],
    initialTexts: { reopen_count: '0' },
    choices: {
      incident_state: '1',
      severity: '3',
      category: 'inquiry',
      subcategory: '',
      close_code: '',
      hold_reason: '',
      notify: '1',
    },
    dates: ['resolved_at', 'reopened_time'],
    references: {
      caller_id: 'sys_user',
      resolved_by: 'sys_user',
      parent_incident: 'incident',
      problem_id: 'problem',
      rfc: 'change_request',
    },
  },
  sn_si_incident: {
    texts: ['dest_ip', 'source_ip', 'malware_hash', 'malware_url'],
    choices: { severity: '3', category: '', subcategory: '', close_code: '' },
    references: { parent_security_incident: 'sn_si_incident' },
  },
  change_request: {
    texts: ['justification', 'implementation_plan', 'backout_plan', 'test_plan'],
    choices: { type: 'normal', category: 'other', risk: '3', close_code: '' },
    dates: ['start_date', 'end_date'],
    references: { requested_by: 'sys_user' },
  },
  problem: {
    texts: ['cause_notes', 'fix_notes', 'workaround'],
    choices: { category: '', subcategory: '', resolution_code: '' },
    references: { rfc: 'change_request' },
  },
  sn_customerservice_case: {
    texts: ['cause'],
    choices: { category: '', subcategory: '', resolution_code: '' },
    references: { account: 'customer_account', contact: 'customer_contact', problem: 'problem' },
  },
}

/** ServiceNow alone writes these; it ignores what a client sends for them, as a hardened instance does. */
const READ_ONLY = [
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
  'comments_and_work_notes',
  'task_effective_number',
]

const OWN_READ_ONLY: Record<string, readonly string[]> = {
  incident: ['priority', 'incident_state'],
  problem: ['priority'],
}

export const readOnlyColumns = (table: string): ReadonlySet<string> =>
  new Set([...READ_ONLY, ...(OWN_READ_ONLY[table] ?? [])])

/** @param extraJournals journal columns beside `comments` and `work_notes` */
export function createTaskColumns(extraJournals: readonly string[]): Columns {
  const columns = toColumns(TASK)
  columns.set('sys_domain', { type: 'reference', table: 'sys_user_group', initial: 'global' })
  columns.set('comments_and_work_notes', { type: 'journal_list' })
  for (const name of ['comments', 'work_notes', ...extraJournals]) columns.set(name, { type: 'journal' })
  return columns
}

/** What the table adds to task: nothing for a table that is not known here. */
export const createOwnColumns = (table: string): Columns => toColumns(OWN[table] ?? {})

export const createJournalColumns = (): Columns =>
  toColumns({
    texts: ['sys_id', 'name', 'element', 'element_id', 'value', 'sys_created_by'],
    dates: ['sys_created_on'],
  })
