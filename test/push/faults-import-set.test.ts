// Every kind of failure at every write of a connector that imports through the ServiceNow application of Elastic.
import { testFaultTable } from './fault-table.ts'

testFaultTable({ usesTableApi: false }, [
  ['an error row after the commit', { kind: 'import-error', commit: true }],
  ['no row, nothing done', { kind: 'import-empty' }],
  ['no row after the commit', { kind: 'import-empty', commit: true }],
])
