// Every kind of failure at every write of a connector that merges comments.
import { testFaultTable } from './fault-table.ts'

testFaultTable({ comments: 'merged' })
