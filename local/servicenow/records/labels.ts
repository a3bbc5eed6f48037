// What people call a column: `short_description` is Short description, `u_soc_notes` is Soc notes.

const LABELS: Record<string, string> = {
  caller_id: 'Caller',
  close_code: 'Resolution code',
  cmdb_ci: 'Configuration item',
  comments: 'Additional comments',
  comments_and_work_notes: 'Comments and Work notes',
  correlation_id: 'Correlation ID',
  dest_ip: 'Destination IP',
  malware_url: 'Malware URL',
  opened_at: 'Opened',
  problem_id: 'Problem',
  rfc: 'Change Request',
  source_ip: 'Source IP',
  sys_created_by: 'Created by',
  sys_created_on: 'Created',
  sys_id: 'Sys ID',
  sys_mod_count: 'Updates',
  sys_updated_by: 'Updated by',
  sys_updated_on: 'Updated',
}

export function columnLabel(element: string): string {
  const words = element.replace(/^u_/, '').replaceAll('_', ' ')
  const known = Object.hasOwn(LABELS, element) ? LABELS[element] : undefined
  return known ?? words.charAt(0).toUpperCase() + words.slice(1)
}
