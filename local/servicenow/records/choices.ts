// The choices of the choice columns and their labels, by the table that defines them: those of task hold for every task
// table that has none of its own.

export type Choice = { table: string; element: string; value: string; label: string; dependentValue: string }

type Labels = Record<string, string>

const SCALE: Labels = { 1: '1 - High', 2: '2 - Medium', 3: '3 - Low' }

const INCIDENT_STATES: Labels = {
  1: 'New',
  2: 'In Progress',
  3: 'On Hold',
  6: 'Resolved',
  7: 'Closed',
  8: 'Canceled',
}

/** The list of newer releases; an older one has `Closed/Resolved by Caller`, `Solved (Permanently)` and others. */
const CLOSE_CODES = [
  'Duplicate',
  'Known error',
  'Resolved by caller',
  'Resolved by change',
  'Resolved by problem',
  'Solution provided',
  'User error',
  'Workaround provided',
]

const LABELS: Record<string, Record<string, Labels>> = {
  task: {
    state: {
      '-5': 'Pending',
      1: 'Open',
      2: 'Work in Progress',
      3: 'Closed Complete',
      4: 'Closed Incomplete',
      7: 'Closed Skipped',
    },
    impact: SCALE,
    urgency: SCALE,
    priority: { 1: '1 - Critical', 2: '2 - High', 3: '3 - Moderate', 4: '4 - Low', 5: '5 - Planning' },
    escalation: { 0: 'Normal', 1: 'Moderate', 2: 'High', 3: 'Overdue' },
  },
  incident: {
    state: INCIDENT_STATES,
    incident_state: INCIDENT_STATES,
    severity: SCALE,
    category: {
      inquiry: 'Inquiry / Help',
      software: 'Software',
      hardware: 'Hardware',
      network: 'Network',
      database: 'Database',
    },
    close_code: Object.fromEntries(CLOSE_CODES.map((code) => [code, code])),
  },
  sn_si_incident: { severity: SCALE },
}

/** Of incidents, by the category on which they depend. */
const SUBCATEGORIES: Record<string, Labels> = {
  inquiry: { antivirus: 'Antivirus', email: 'Email', 'internal application': 'Internal Application' },
  software: { email: 'Email', os: 'Operating System' },
  hardware: { cpu: 'CPU', disk: 'Disk', keyboard: 'Keyboard', memory: 'Memory', monitor: 'Monitor', mouse: 'Mouse' },
  network: { dhcp: 'DHCP', dns: 'DNS', 'ip address': 'IP Address', vpn: 'VPN', wireless: 'Wireless' },
  database: { db2: 'DB2', oracle: 'Oracle', 'sql server': 'MS SQL Server' },
}

const toChoices = (table: string, element: string, labels: Labels, dependentValue = ''): Choice[] =>
  Object.entries(labels).map(([value, label]) => ({ table, element, value, label, dependentValue }))

export const CHOICES: readonly Choice[] = [
  ...Object.entries(LABELS).flatMap(([table, elements]) =>
    Object.entries(elements).flatMap(([element, labels]) => toChoices(table, element, labels)),
  ),
  ...Object.entries(SUBCATEGORIES).flatMap(([category, labels]) =>
    toChoices('incident', 'subcategory', labels, category),
  ),
]

/** The value itself if it is none of the choices. */
export function choiceLabel(table: string, element: string, value: string): string {
  const ofElement = CHOICES.filter((choice) => choice.element === element)
  const own = ofElement.filter((choice) => choice.table === table)
  const choices = own.length > 0 ? own : ofElement.filter((choice) => choice.table === 'task')
  return choices.find((choice) => choice.value === value)?.label ?? value
}
