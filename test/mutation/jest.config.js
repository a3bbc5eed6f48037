// The tests that run against every mutant, the fastest first.
import jest from '../../jest.config.js'

export const TESTS = [
  'test/model/traces.test.ts',
  'test/push/next-write.test.ts',
  'test/push/case-record.test.ts',
  'test/push/match-journal.test.ts',
  'test/push/find.test.ts',
  'test/push/closed.test.ts',
  'test/push/with-done.test.ts',
  'test/push/resolve-outcome.test.ts',
  'test/push/write.test.ts',
  'test/push/reconcile.test.ts',
  'test/push/lease.test.ts',
  'test/push/doubts.test.ts',
  'test/push/budgets.test.ts',
  'test/push/plan-incident.test.ts',
  'test/servicenow/classify-response.test.ts',
  'test/ledger/dynamodb-ledger.test.ts',
  'test/ledger/dynamodb-ledger-failures.test.ts',
  'test/push/text.test.ts',
  'test/model/model.test.ts',
  'test/push/seldom.test.ts',
  'test/push/full.test.ts',
]

export default {
  ...jest,
  rootDir: '../..',
  testMatch: TESTS.map((test) => `<rootDir>/${test}`),
  testSequencer: '<rootDir>/test/mutation/fastest-first.js',
  bail: 1,
}
