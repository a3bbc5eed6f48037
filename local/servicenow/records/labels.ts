// The labels of choices and of journal columns.

const SCALE = { 1: '1 - High', 2: '2 - Medium', 3: '3 - Low' }

const STATES = { 1: 'New', 2: 'In Progress', 3: 'On Hold', 6: 'Resolved', 7: 'Closed', 8: 'Canceled' }

const CHOICES: Record<string, Record<string, string | undefined> | undefined> = {
  state: STATES,
  incident_state: STATES,
  impact: SCALE,
  urgency: SCALE,
  severity: SCALE,
  priority: { 1: '1 - Critical', 2: '2 - High', 3: '3 - Moderate', 4: '4 - Low', 5: '5 - Planning' },
  escalation: { 0: 'Normal', 1: 'Moderate', 2: 'High', 3: 'Overdue' },
  category: {
    inquiry: 'Inquiry / Help',
    software: 'Software',
    hardware: 'Hardware',
    network: 'Network',
    database: 'Database',
  },
  sys_class_name: { incident: 'Incident' },
}

const JOURNALS: Record<string, string> = { comments: 'Additional comments', work_notes: 'Work notes' }

export function choiceLabel(column: string, value: string): string {
  const labels = CHOICES[column]
  return labels && Object.hasOwn(labels, value) ? (labels[value] ?? value) : value
}

/** `work_notes` → `Work notes`; a custom journal column `u_soc_notes` → `Soc notes`. */
export function journalLabel(element: string): string {
  const words = element.replace(/^u_/, '').replaceAll('_', ' ')
  return JOURNALS[element] ?? words.charAt(0).toUpperCase() + words.slice(1)
}
