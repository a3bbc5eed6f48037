// The DynamoDB record of a case: who acquires it, and what comes back.
import { afterAll, expect, test } from '@jest/globals'
import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb'
import { createLedger } from '../../lib/ledger/dynamodb-ledger.ts'
import { partitionKey } from '../../lib/ledger/partition-key.ts'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { TABLE } from '../support/aws-environment.ts'
import { rejectionOf } from '../support/thrown.ts'
import { EMPTY, FULL, T, claim, documentsAt, doubt } from './case-records.ts'

const dynamoDB = await startDynamoDB()
const documents = documentsAt(dynamoDB.url)
const ledger = createLedger({ documents, name: TABLE })
afterAll(async () => {
  documents.destroy()
  await dynamoDB.close()
})

const itemOf = async (pk: string) =>
  (await documents.send(new GetCommand({ TableName: TABLE, Key: { pk }, ConsistentRead: true }))).Item

test('the first push of a case acquires a record that holds its own doubt alone', async () => {
  expect(await ledger.acquire('new', claim('a'))).toEqual({ ...EMPTY, doubts: [doubt('a')] })
})

test('a push acquires what the one before released, and its own doubt', async () => {
  await ledger.acquire('full', claim('a'))
  await ledger.release('full', 'a', FULL, T)
  expect(await ledger.acquire('full', claim('b', T + 1))).toEqual({ ...FULL, doubts: [...FULL.doubts, doubt('b')] })
})

test('a release removes from the record what it leaves out', async () => {
  await ledger.acquire('less', claim('a'))
  await ledger.release('less', 'a', FULL, T)
  await ledger.acquire('less', claim('b', T + 1))
  await ledger.release('less', 'b', EMPTY, T + 1)
  expect(await ledger.acquire('less', claim('c', T + 2))).toEqual({ ...EMPTY, doubts: [doubt('c')] })
})

test('a push of a case that another one holds fails, and the error says for how long', async () => {
  await ledger.acquire('held', claim('a'))
  expect(await rejectionOf(ledger.acquire('held', claim('b', T + 10_000)))).toMatchObject({
    code: 'push_in_progress',
    retryAfterS: 20,
  })
  expect((await itemOf('held'))?.['doubts']).toHaveLength(1)
})

test('a push acquires a case whose lease is over, and the doubt of the one before remains', async () => {
  await ledger.acquire('over', claim('a'))
  expect(await rejectionOf(ledger.acquire('over', claim('b', T + 30_000)))).toMatchObject({
    code: 'push_in_progress',
    retryAfterS: 1,
  })
  expect((await ledger.acquire('over', claim('b', T + 30_001))).doubts.map(({ owner }) => owner)).toEqual(['a', 'b'])
})

test('a push acquires its own lease again when the SDK repeats the call', async () => {
  await ledger.acquire('own', claim('a'))
  expect((await ledger.acquire('own', claim('a'))).doubts.map(({ owner }) => owner)).toEqual(['a', 'a'])
})

test('a copy of an acquire that arrives after a later release is rejected', async () => {
  await ledger.acquire('late', claim('a'))
  await ledger.release('late', 'a', EMPTY, T + 10_001)
  expect(await rejectionOf(ledger.acquire('late', claim('b', T)))).toMatchObject({
    code: 'push_in_progress',
    retryAfterS: 1,
  })
  expect(await ledger.acquire('late', claim('b', T + 1))).toBeDefined()
})

test('a push that has lost its lease releases nothing', async () => {
  await ledger.acquire('lost', claim('a'))
  await ledger.acquire('lost', claim('b', T + 30_001))
  expect(await rejectionOf(ledger.release('lost', 'a', FULL, T + 30_002))).toMatchObject({
    code: 'push_incomplete',
    reason: 'ledger',
  })
  expect((await itemOf('lost'))?.['lease']).toMatchObject({ owner: 'b' })
})

test('a late copy of an acquire that brings a deleted record back brings no release with it', async () => {
  await ledger.acquire('gone', claim('a'))
  await ledger.release('gone', 'a', FULL, T)
  await ledger.acquire('gone', claim('b', T + 1))
  await documents.send(new DeleteCommand({ TableName: TABLE, Key: { pk: 'gone' } }))
  // The copy: this process knows nothing of it.
  await createLedger({ documents, name: TABLE }).acquire('gone', claim('b', T + 1))
  expect(await rejectionOf(ledger.release('gone', 'b', FULL, T + 2))).toMatchObject({ code: 'push_incomplete' })
})

test('a record is kept for 400 days after its last push', async () => {
  await ledger.acquire('ttl', claim('a'))
  expect((await itemOf('ttl'))?.['expires']).toBe(T / 1000 + 400 * 86_400)
  await ledger.release('ttl', 'a', EMPTY, T + 1_500)
  expect((await itemOf('ttl'))?.['expires']).toBe(T / 1000 + 2 + 400 * 86_400)
})

test('a key that DynamoDB can hold is stored as it is, and a longer one as its hash', () => {
  expect(partitionKey('sn#case')).toBe('sn#case')
  expect(partitionKey('k'.repeat(1024))).toBe('k'.repeat(1024))
  expect(partitionKey('k'.repeat(1025))).toMatch(/^sha256-[0-9a-f]{64}$/)
  expect(partitionKey('ü'.repeat(513))).toMatch(/^sha256-/)
})

test('an incident of a record from before instances and claims were kept comes back as it is', async () => {
  const incident = { id: 'i', number: 'INC1', pushedAtMs: T }
  await ledger.acquire('older', claim('a'))
  await ledger.release('older', 'a', { ...EMPTY, incident }, T)
  expect((await ledger.acquire('older', claim('b', T + 1))).incident).toEqual(incident)
})
