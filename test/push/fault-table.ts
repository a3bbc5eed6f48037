// The fault table: every kind of failure at every write, over real HTTP. After retrying as the answers say there is one
// incident, every comment stands in it once, and no request is left that a retry never completes. It runs for each way
// in which a connector can write.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startDynamoDB } from '../../local/dynamodb.ts'
import type { Connector } from '../../lib/connectors/connector.ts'
import { newHealth } from '../../lib/push/health.ts'
import {
  startServiceNow,
  type Fault,
  type FaultRequest,
  type PropertiesPatch,
  type ServiceNow,
} from '../../local/servicenow/server.ts'
import type { push } from './harness.ts'
import { caseOf, journalTexts, ledgerAt, pushUntilDone, type Caller } from './harness.ts'

/** What else differs. `isLasting`: the fault strikes every write, until an operator ends it who is told. */
type Besides = { properties?: PropertiesPatch; look?: FaultRequest; isLasting?: boolean; remaining?: number }

const COMMITTED_500: Fault = { kind: 'status', status: 500, commit: true }
const CUT_LOOK: FaultRequest = { on: { method: 'GET' }, times: 4, fault: { kind: 'result-and-error' } }
const SHORT_JOURNAL: FaultRequest = { on: { table: 'sys_journal_field' }, fault: { kind: 'short-list', rows: 0 } }

const FAULTS: [string, Fault, Besides?][] = [
  ['a reset before anything is done', { kind: 'reset' }],
  ['a reset after the commit', { kind: 'reset', commit: true }],
  ['no answer, nothing done', { kind: 'hang' }],
  ['no answer after the commit', { kind: 'hang', commit: true }],
  ['an answer after the time limit', { kind: 'slow', delayMs: 3_000 }],
  ['a reset, and a commit 50 s later', { kind: 'late-commit', delayMs: 500, answer: 'reset' }],
  [
    'a reset, a commit 20 s later, its journal 40 s later still',
    { kind: 'late-commit', delayMs: 200, answer: 'reset', journalDelayMs: 400 },
  ],
  ['a body cut in the middle after the commit', { kind: 'mid-body', commit: true }],
  ['broken JSON after the commit', { kind: 'broken-json', commit: true }],
  ['a success without a result after the commit', { kind: 'no-result', commit: true }],
  ['403 after the commit', { kind: 'status', status: 403, commit: true }],
  ['403 before the commit', { kind: 'status', status: 403 }],
  ['500 after the commit', COMMITTED_500],
  ['500 before the commit', { kind: 'status', status: 500 }],
  ['502 from a gateway after the commit', { kind: 'status', status: 502, commit: true }],
  ['503 from a gateway, nothing done', { kind: 'status', status: 503 }],
  ['504 from a gateway after the commit', { kind: 'status', status: 504, commit: true }],
  ['499 after the commit', { kind: 'status', status: 499, commit: true }],
  [
    'the 404 of a proxy that knows no route',
    { kind: 'status', status: 404, body: { message: 'no Route matched with those values' } },
  ],
  ['the 400 of a gateway', { kind: 'status', status: 400, html: true }],
  ['a page instead of a record after the commit', { kind: 'status', status: 200, html: true, commit: true }],
  ['202 from a full session queue', { kind: 'accepted' }],
  ['the page of a hibernating instance', { kind: 'hibernating' }],
  ['a redirect to the login page', { kind: 'redirect' }],
  ['429 with Retry-After', { kind: 'rate-limit', retryAfter: 1 }],
  ['429 without Retry-After', { kind: 'rate-limit' }],
  ['a connection closed behind the answer', { kind: 'close-idle' }],
  ['the 404 of a proxy without a node', { kind: 'status', status: 404, text: 'no healthy upstream' }],
  ['a result beside an error after the commit', { kind: 'result-and-error', commit: true }],
  ['a result beside an error, nothing done', { kind: 'result-and-error' }],
  ['a column dropped', { kind: 'drop', columns: ['impact'] }],
  ['a journal that drops texts', { kind: 'drop', columns: ['work_notes'] }, { isLasting: true, remaining: 28_000 }],
  ['a reset after the commit, and a look cut short', { kind: 'reset', commit: true }, { look: CUT_LOOK }],
  ['500 after the commit, and a short page of the journal', COMMITTED_500, { look: SHORT_JOURNAL }],
  [
    'a reset after the commit, by a clock that is ten minutes ahead',
    { kind: 'reset', commit: true },
    { properties: { clockOffsetMs: 600_000 } },
  ],
  [
    'a reset after the commit, by a clock that is ten minutes behind',
    { kind: 'reset', commit: true },
    { properties: { clockOffsetMs: -600_000 } },
  ],
  [
    'a late commit, by a clock that is ten minutes behind',
    { kind: 'late-commit', delayMs: 500, answer: 'reset' },
    { properties: { clockOffsetMs: -600_000 } },
  ],
]

const THREE: [string, string][] = [
  ['c1', 'first'],
  ['c2', 'ok'],
  ['c3', 'ok'],
]

/** Which write is struck, and what was pushed before it. */
const WRITES: [
  string,
  Omit<FaultRequest, 'fault'>,
  { before?: [string, string][]; title?: string; comments: [string, string][] },
][] = [
  ['the create', { on: { method: 'POST' } }, { comments: THREE }],
  ['the update of fields', { on: { method: 'PATCH' } }, { before: [], title: 'Spear phishing', comments: [] }],
  [
    'the update with the first comment',
    { on: { method: 'PATCH' } },
    { before: [], title: 'Spear phishing', comments: THREE },
  ],
  ['a comment by itself', { on: { method: 'PATCH' } }, { before: [['c1', 'first']], comments: THREE }],
  ['the last comment', { on: { method: 'PATCH' }, skip: 1 }, { comments: THREE }],
]

type Row = [string, Omit<FaultRequest, 'fault'>, (typeof WRITES)[number][2], Fault, Besides]
const rowsOf = (faults: typeof FAULTS) =>
  WRITES.flatMap(([write, where, push]) =>
    faults.map(([fault, order, besides = {}]): Row => [`${write} survives ${fault}`, where, push, order, besides]),
  )
const TABLE = rowsOf(FAULTS)

// An import is a POST, whatever it writes; the first one of a push is its create.
const importOf = ({ skip = 0 }: Omit<FaultRequest, 'fault'>): Omit<FaultRequest, 'fault'> => ({
  on: { path: '/import/' },
  skip: skip === 0 ? 0 : skip + 1,
})

let dynamoDB: Awaited<ReturnType<typeof startDynamoDB>>

/** Defines the tests of one kind of connector. @param more faults that it alone can meet */
export function testFaultTable(rules: Partial<Connector>, more: [string, Fault][] = []): void {
  beforeAll(async () => {
    dynamoDB = await startDynamoDB()
  })
  afterAll(async () => {
    await dynamoDB.close()
  })
  // All at once: most of the time of a fault is waiting. Every request meets a process that has seen no journal yet.
  test.concurrent.each([...TABLE, ...rowsOf(more)])('%s', (...row) => survives(rules, ...row))
}

async function survives(
  rules: Partial<Connector>,
  ...[name, where, { before, title = 'Phishing', comments }, fault, besides]: Row
) {
  const servicenow = await startServiceNow()
  const { properties = {}, look, isLasting = false, remaining = 6_500 } = besides
  const caller: Caller = {
    servicenow,
    ledger: ledgerAt(dynamoDB.url),
    ahead: 0,
    rules,
    remaining,
    get health() {
      return newHealth()
    },
    beforeRetry: ({ code }) => {
      if (isLasting && code === 'misconfigured') servicenow.clearFaults()
    },
  }
  const id = name.replace(/[^\w]+/g, '-')
  try {
    servicenow.setProperties({ ...properties, elasticApplication: rules.usesTableApi === false })
    if (before !== undefined) await pushUntilDone({ ...caller, remaining: 28_000 }, caseOf(id, before))
    servicenow.addFault(
      isLasting ? { times: 99, fault } : { ...(rules.usesTableApi === false ? importOf(where) : where), fault },
    )
    if (look !== undefined) servicenow.addFault(look)
    const { result } = await pushUntilDone(caller, caseOf(id, comments, { title, impact: '1' }), 20)
    await expectOnce(servicenow, { result, title, comments, table: rules.table ?? 'incident' })
  } finally {
    await servicenow.close()
  }
}

async function expectOnce(
  servicenow: ServiceNow,
  {
    result,
    title,
    comments,
    table,
  }: { result: Awaited<ReturnType<typeof push>>; title: string; comments: [string, string][]; table: string },
) {
  // What was still under way would appear by now.
  await new Promise((resolve) => setTimeout(resolve, 500))
  const incidents = servicenow.records(table)
  expect(incidents.map(({ sys_id }) => sys_id)).toEqual([result.id])
  expect(incidents[0]).toMatchObject({ number: result.title, short_description: title })
  expect(journalTexts(servicenow, 0, table).sort()).toEqual(comments.map(([, text]) => text).sort())
  expect((result.comments ?? []).map(({ commentId }) => commentId)).toEqual(comments.map(([commentId]) => commentId))
}
