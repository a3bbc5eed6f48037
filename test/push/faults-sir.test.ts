// Every kind of failure at every write of a connector for security incidents.
import { testFaultTable } from './fault-table.ts'

testFaultTable({ type: '.servicenow-sir', table: 'sn_si_incident' })
