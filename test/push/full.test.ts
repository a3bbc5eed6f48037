// A case's record is an item of DynamoDB, which ends at 400 KB. Settled doubts make room again. A record full of
// written comments refuses further ones, and nothing is written.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startServiceNow, type ServiceNow } from '../../local/servicenow/server.ts'
import { caseOf, journalTexts, ledgerAt, push, pushUntilDone, type Caller } from './harness.ts'

let dynamoDB: Awaited<ReturnType<typeof startDynamoDB>>
let servicenow: ServiceNow
let caller: Caller
beforeAll(async () => {
  dynamoDB = await startDynamoDB()
})
afterAll(async () => {
  await dynamoDB.close()
})
beforeEach(async () => {
  servicenow = await startServiceNow()
  caller = { servicenow, ledger: ledgerAt(dynamoDB.url), ahead: 0 }
})
afterEach(async () => {
  await servicenow.close()
})

const MAX_ID_LENGTH = 128
const idOf = (n: number) => String(n).padEnd(MAX_ID_LENGTH, 'x')
const written = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ commentId: idOf(n), digest: 'd'.repeat(22), pushedAtS: 1 }))

/** Pushes of a thousand comments that died after their acquire, 40 s apart, the last so long ago. */
async function die(id: string, times: number, agoMs: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const now = Date.now() - agoMs - (times - 1 - n) * 40_000
    const doubt = {
      owner: `dead-${String(n)}`,
      sinceMs: now,
      settledAtMs: now + 104_000,
      fields: { short_description: 'f' },
      comments: written(1000),
    }
    await caller.ledger.acquire(`local#${id}`, { owner: doubt.owner, nowMs: now, untilMs: now + 34_000, doubt })
  }
}

test('a big case whose pushes died again and again is completed', async () => {
  await die('died', 2, 300_000)
  const comments = Array.from({ length: 1000 }, (_, n): [string, string] => [idOf(n), `note ${String(n)}`])
  const { result, refusals } = await pushUntilDone(caller, caseOf('died', comments))
  expect(refusals.map(({ code }) => code)).toEqual(['push_incomplete'])
  expect(result.comments).toHaveLength(1000)
  expect(journalTexts(servicenow)).toEqual(comments.map(([, text]) => text))
})

test('while those pushes may still be writing, it waits for them and writes nothing', async () => {
  await die('dying', 2, 40_000)
  const comments = Array.from({ length: 1000 }, (_, n): [string, string] => [idOf(n), 'note'])
  await expect(push(caller, caseOf('dying', comments))).rejects.toMatchObject({
    code: 'outcome_unknown',
    retryable: true,
  })
  expect(servicenow.requests().filter(({ method }) => method !== 'GET')).toEqual([])
})

test('a record full of written comments refuses more of them for good, but still updates fields', async () => {
  const { id } = await push(caller, caseOf('full', []))
  const now = Date.now()
  const doubt = { owner: 'filler', sinceMs: now, settledAtMs: now, comments: [] }
  const record = await caller.ledger.acquire('local#full', { owner: 'filler', nowMs: now, untilMs: now, doubt })
  await caller.ledger.release('local#full', 'filler', { ...record, doubts: [], comments: written(2280) }, now)
  servicenow.clearRequests()
  const comments = Array.from({ length: 1000 }, (_, n): [string, string] => [idOf(n + 5000), 'note'])
  await expect(push(caller, caseOf('full', comments))).rejects.toMatchObject({
    code: 'payload_too_large',
    reason: 'record_full',
    retryable: false,
  })
  expect(servicenow.requests()).toEqual([])
  expect((await push(caller, caseOf('full', [], { title: 'Spear phishing' }))).id).toBe(id)
})
