// Whose incident it is, in DynamoDB: who gets a claim, and what the item holds.
import { afterAll, expect, test } from '@jest/globals'
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { createLedger } from '../../lib/ledger/dynamodb-ledger.ts'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { NOBODY, TABLE } from '../support/aws-environment.ts'
import { rejectionOf } from '../support/thrown.ts'
import { FULL, T, claim as pushClaim, documentsAt } from './case-records.ts'

const dynamoDB = await startDynamoDB()
const documents = documentsAt(dynamoDB.url)
const ledger = createLedger({ documents, name: TABLE })
afterAll(async () => {
  documents.destroy()
  await dynamoDB.close()
})

const INSTANCE = 'https://example.service-now.com'
const incident = (id: string, instance = INSTANCE) => ({ instance, id, number: 'INC1' })

test('the first case that claims an incident has it, and has it again whenever it asks', async () => {
  expect(await ledger.claim(incident('first'), 'sn#case-1', T)).toBe(true)
  expect(await ledger.claim(incident('first'), 'sn#case-2', T)).toBe(false)
  expect(await ledger.claim(incident('first'), 'sn#case-1', T + 1)).toBe(true)
  expect(await ledger.claimedBy(incident('first'))).toEqual({
    key: 'sn#case-1',
    number: 'INC1',
    claimedAtMs: T + 1_000, // in whole seconds, rounded up
  })
})

test('the same case of another connector is another case', async () => {
  await ledger.claim(incident('shared'), 'sn#case-1', T)
  expect(await ledger.claim(incident('shared'), 'other#case-1', T)).toBe(false)
})

test('the incident of one id on another instance is another incident, but not that of the id in capitals', async () => {
  await ledger.claim(incident('abc'), 'sn#case-1', T)
  expect(await ledger.claim(incident('abc', 'https://other.service-now.com'), 'sn#case-2', T)).toBe(true)
  expect(await ledger.claim(incident('ABC'), 'sn#case-2', T)).toBe(false)
  expect((await ledger.claimedBy(incident('ABC')))?.key).toBe('sn#case-1')
})

test('an incident that nobody claimed has no owner, and neither has an item that is no claim', async () => {
  expect(await ledger.claimedBy(incident('nobody'))).toBeUndefined()
  await documents.send(new PutCommand({ TableName: TABLE, Item: { pk: `@incident#${INSTANCE}#odd`, case: 7 } }))
  expect(await ledger.claimedBy(incident('odd'))).toBeUndefined()
})

test('a claim names case and number, and is forgotten 400 days after it was last made', async () => {
  const pk = `@incident#${INSTANCE}#kept`
  await ledger.claim(incident('kept'), 'sn#case-1', T)
  const { Item } = await documents.send(new GetCommand({ TableName: TABLE, Key: { pk }, ConsistentRead: true }))
  expect(Item).toEqual({ pk, case: 'sn#case-1', number: 'INC1', expires: T / 1000 + 400 * 86_400 })
})

test('claims and records of cases do not meet: no connector has a name that begins as a claim does', async () => {
  await ledger.claim(incident('kept-apart'), 'sn#case-1', T)
  expect(await ledger.acquire(`incident#${INSTANCE}#kept-apart`, pushClaim('a'))).toMatchObject({ comments: [] })
})

test('while DynamoDB is out of reach a claim is neither made nor refused, and the error says retry', async () => {
  const nowhere = createLedger({ documents: documentsAt(NOBODY), name: TABLE })
  const failure = { code: 'push_incomplete', reason: 'ledger', retryable: true }
  expect(await rejectionOf(nowhere.claim(incident('x'), 'sn#case-1', T))).toMatchObject(failure)
  expect(await rejectionOf(nowhere.claimedBy(incident('x')))).toMatchObject(failure)
})

test('the ledger says which incident a case has, and of a case without a record none', async () => {
  await ledger.acquire('sn#read', pushClaim('a'))
  await ledger.release('sn#read', 'a', FULL, T)
  expect((await ledger.recordOf('sn#read'))?.incident).toEqual(FULL.incident)
  expect(await ledger.recordOf('sn#never')).toBeUndefined()
})

test('a record in another format is no source of an incident', async () => {
  await documents.send(new PutCommand({ TableName: TABLE, Item: { pk: 'sn#old', format: 1, doubts: [] } }))
  expect(await rejectionOf(ledger.recordOf('sn#old'))).toMatchObject({ reason: 'record_format' })
})
