// A connector that uses every key of its configuration but `casesConfiguration`, which cannot stand beside its newer
// name, and those that only a login by OAuth has.

/** The `config` that an operator stores. */
export const fullConfig = (apiUrl: string) => ({
  apiUrl,
  usesTableApi: true,
  isCaseOwned: true,
  incidentConfiguration: {
    mapping: [
      { source: 'title', target: 'short_description', actionType: 'overwrite' },
      { source: 'comments', target: 'work_notes', actionType: 'append' },
    ],
  },
  table: 'sn_si_incident',
  defaults: { category: 'phishing', u_soc: 7 },
  allowedFields: ['assignment_group'],
  severityMapping: { high: '1', critical: { severity: '1', impact: '1' } },
  statusMapping: { closed: '3' },
  comments: 'merged',
  whenClosed: 'create',
  closeState: '3',
  closeCode: 'Solved',
  closeNotes: 'Solved in Kibana',
})
