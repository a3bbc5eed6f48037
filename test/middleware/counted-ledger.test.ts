// What a push changes in the ledger, counted: new texts, doubts of its own, doubts of others that are gone.
import { afterAll, expect, test } from '@jest/globals'
import { createLedger } from '../../lib/ledger/dynamodb-ledger.ts'
import { countedLedger } from '../../lib/middleware/counted-ledger.ts'
import { flushMetrics } from '../../lib/telemetry/metrics.ts'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { EMPTY, T, claim, documentsAt, doubt } from '../ledger/case-records.ts'
import { TABLE } from '../support/aws-environment.ts'
import { captureOutput, metricLines } from '../support/log-lines.ts'

const dynamoDB = await startDynamoDB()
const documents = documentsAt(dynamoDB.url)
const ledger = createLedger({ documents, name: TABLE })
const output = captureOutput()
afterAll(async () => {
  documents.destroy()
  await dynamoDB.close()
})

const counted = () => {
  flushMetrics('f')
  return metricLines(output()).find(({ door }) => door === 'http')
}
const comment = (commentId: string, digest = 'd') => ({ commentId, digest, pushedAtS: 1 })

test('a doubt that stays after its push was opened by it', async () => {
  const counting = countedLedger(ledger, { door: 'http' })
  await counting.acquire('opened', claim('a'))
  await counting.release('opened', 'a', { ...EMPTY, doubts: [doubt('a')] }, T)
  expect(counted()).toMatchObject({ DoubtsOpened: 1, DoubtsResolved: 0, CommentsWritten: 0 })
})

test("another push's doubt that is gone was resolved, one that stays was not", async () => {
  await ledger.acquire('resolved', claim('a'))
  await ledger.release('resolved', 'a', { ...EMPTY, doubts: [doubt('a'), doubt('x')] }, T)
  const counting = countedLedger(ledger, { door: 'http' })
  await counting.acquire('resolved', claim('b', T + 60_000))
  await counting.release('resolved', 'b', { ...EMPTY, doubts: [doubt('x')] }, T + 60_001)
  expect(counted()).toMatchObject({ DoubtsOpened: 0, DoubtsResolved: 1 })
})

test('a text that the record held was not written by this push; another text of its comment was', async () => {
  await ledger.acquire('texts', claim('a'))
  await ledger.release('texts', 'a', { ...EMPTY, comments: [comment('1'), comment('2')] }, T)
  const counting = countedLedger(ledger, { door: 'http' })
  await counting.acquire('texts', claim('b', T + 60_000))
  const comments = [comment('1'), comment('2'), comment('2', 'another'), comment('3')]
  await counting.release('texts', 'b', { ...EMPTY, comments }, T + 60_001)
  expect(counted()).toMatchObject({ CommentsWritten: 2 })
})
