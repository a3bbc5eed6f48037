// Every kind of failure at every write of a connector that writes each comment by itself.
import { testFaultTable } from './fault-table.ts'

testFaultTable({})
