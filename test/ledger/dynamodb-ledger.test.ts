// The DynamoDB record of a case: who may take it, what comes back, and what each failure of DynamoDB means.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Claim, Ledger } from '../../lib/push/ports.ts'
import type { CaseRecord, Doubt } from '../../lib/push/case-record.ts'
import { createLedger, partitionKey } from '../../lib/ledger/dynamodb-ledger.ts'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { rejectionOf } from '../support/thrown.ts'

const TABLE = 'case-push-local'
const T = Date.parse('2026-11-23T10:00:00Z')
let dynamoDB: Awaited<ReturnType<typeof startDynamoDB>>
let documents: DynamoDBDocumentClient
let ledger: Ledger
beforeAll(async () => {
  dynamoDB = await startDynamoDB()
  documents = documentsAt(dynamoDB.url)
  ledger = createLedger(documents, TABLE)
})
afterAll(async () => {
  documents.destroy()
  await dynamoDB.close()
})

function documentsAt(endpoint: string): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    }),
  )
}

const doubt = (owner: string, more: Partial<Doubt> = {}): Doubt => ({
  owner,
  sinceMs: T,
  settledAtMs: T + 100_000,
  comments: [{ commentId: 'c', digest: 'd' }],
  ...more,
})
const claim = (owner: string, nowMs = T, more: Partial<Claim> = {}): Claim => ({
  owner,
  nowMs,
  untilMs: nowMs + 30_000,
  doubt: doubt(owner),
  ...more,
})
const EMPTY: CaseRecord = { comments: [], doubts: [] }
const FULL: CaseRecord = {
  incident: { id: 'i', number: 'INC1', pushedAtMs: T },
  version: 7,
  fieldsDigest: 'digest',
  isAdopted: true,
  comments: [{ commentId: 'c', digest: 'd', pushedAtS: T / 1000 }],
  doubts: [doubt('other', { version: 3, fieldsDigest: 'f', incidentId: 'i' })],
}
const itemOf = async (pk: string) =>
  (await documents.send(new GetCommand({ TableName: TABLE, Key: { pk }, ConsistentRead: true }))).Item

test('a case that is not known yet has no more than the doubt of its own push', async () => {
  expect(await ledger.acquire('new', claim('a'))).toEqual({ comments: [], doubts: [doubt('a')] })
})

test('what is released is what the next push acquires, with its own doubt behind', async () => {
  await ledger.acquire('full', claim('a'))
  await ledger.release('full', 'a', FULL, T)
  expect(await ledger.acquire('full', claim('b', T + 1))).toEqual({ ...FULL, doubts: [...FULL.doubts, doubt('b')] })
})

test('what a release leaves out is forgotten', async () => {
  await ledger.acquire('less', claim('a'))
  await ledger.release('less', 'a', FULL, T)
  await ledger.acquire('less', claim('b', T + 1))
  await ledger.release('less', 'b', EMPTY, T + 1)
  expect(await ledger.acquire('less', claim('c', T + 2))).toEqual({ comments: [], doubts: [doubt('c')] })
})

test('a case that is held is refused, and the caller is told how long', async () => {
  await ledger.acquire('held', claim('a'))
  expect(await rejectionOf(ledger.acquire('held', claim('b', T + 10_000)))).toMatchObject({
    code: 'push_in_progress',
    retryAfterS: 20,
  })
  expect((await itemOf('held'))?.['doubts']).toHaveLength(1)
})

test('a lease that is over is taken, and the doubt of who held it stands', async () => {
  await ledger.acquire('over', claim('a'))
  expect(await rejectionOf(ledger.acquire('over', claim('b', T + 30_000)))).toMatchObject({
    code: 'push_in_progress',
    retryAfterS: 1,
  })
  expect((await ledger.acquire('over', claim('b', T + 30_001))).doubts.map(({ owner }) => owner)).toEqual(['a', 'b'])
})

test('a push meets its own lease when the SDK repeats its call', async () => {
  await ledger.acquire('own', claim('a'))
  expect((await ledger.acquire('own', claim('a'))).doubts.map(({ owner }) => owner)).toEqual(['a', 'a'])
})

test('a copy of an acquire that arrives behind a later release is refused', async () => {
  await ledger.acquire('late', claim('a'))
  await ledger.release('late', 'a', EMPTY, T + 10_001)
  expect(await rejectionOf(ledger.acquire('late', claim('b', T)))).toMatchObject({
    code: 'push_in_progress',
    retryAfterS: 1,
  })
  expect(await ledger.acquire('late', claim('b', T + 1))).toBeDefined()
})

test('a lease that is lost releases nothing', async () => {
  await ledger.acquire('lost', claim('a'))
  await ledger.acquire('lost', claim('b', T + 30_001))
  expect(await rejectionOf(ledger.release('lost', 'a', FULL, T + 30_002))).toMatchObject({
    code: 'push_incomplete',
    reason: 'ledger',
  })
  expect((await itemOf('lost'))?.['lease']).toMatchObject({ owner: 'b' })
})

test('a record is kept for 400 days after its last push', async () => {
  await ledger.acquire('ttl', claim('a'))
  expect((await itemOf('ttl'))?.['expires']).toBe(T / 1000 + 400 * 86_400)
  await ledger.release('ttl', 'a', EMPTY, T + 1_500)
  expect((await itemOf('ttl'))?.['expires']).toBe(T / 1000 + 2 + 400 * 86_400)
})

test('a record of another version is refused and stays as it is', async () => {
  const item = { pk: 'newer', format: 2, anything: 'else' }
  await documents.send(new PutCommand({ TableName: TABLE, Item: item }))
  expect(await rejectionOf(ledger.acquire('newer', claim('a')))).toMatchObject({
    code: 'misconfigured',
    reason: 'record_format',
  })
  expect(await itemOf('newer')).toEqual(item)
})

test('a stranger in the table is refused, too', async () => {
  await documents.send(new PutCommand({ TableName: TABLE, Item: { pk: 'stranger', text: 'x' } }))
  expect(await rejectionOf(ledger.acquire('stranger', claim('a')))).toMatchObject({ reason: 'record_format' })
})

test('a record that someone has changed by hand is not believed', async () => {
  await ledger.acquire('edited', claim('a'))
  await ledger.release('edited', 'a', FULL, T)
  await documents.send(
    new UpdateCommand({
      TableName: TABLE,
      Key: { pk: 'edited' },
      UpdateExpression: 'SET incident = :x',
      ExpressionAttributeValues: { ':x': 'INC1' },
    }),
  )
  expect(await rejectionOf(ledger.acquire('edited', claim('b', T + 1)))).toMatchObject({
    code: 'misconfigured',
    reason: 'record_format',
  })
})

const many = (count: number) =>
  Array.from({ length: count }, (_, k) => ({
    commentId: `comment-${String(k)}`.padEnd(100, '-'),
    digest: 'd'.repeat(22),
    pushedAtS: T,
  }))

test('a record that is full refuses the push before anything is written, and is free again', async () => {
  await ledger.acquire('fat', claim('a'))
  await ledger.release('fat', 'a', { ...EMPTY, comments: many(2_200) }, T)
  const more = { doubt: doubt('b', { comments: many(500) }) }
  expect(await rejectionOf(ledger.acquire('fat', claim('b', T + 1, more)))).toMatchObject({
    code: 'payload_too_large',
    reason: 'record_full',
  })
  const item = await itemOf('fat')
  expect([item?.['lease'], (item?.['doubts'] as unknown[]).length]).toEqual([undefined, 0])
})

test('a record over what DynamoDB holds is too large, not a failure to repeat', async () => {
  expect(
    await rejectionOf(ledger.acquire('huge', claim('a', T, { doubt: doubt('a', { comments: many(4_000) }) }))),
  ).toMatchObject({ code: 'payload_too_large', reason: 'record_full', cause: 'ValidationException' })
})

test('a table that is not there is an operator’s to mend', async () => {
  expect(await rejectionOf(createLedger(documents, 'nowhere').acquire('k', claim('a')))).toMatchObject({
    code: 'misconfigured',
    reason: 'ledger',
    cause: 'ResourceNotFoundException',
  })
})

test('DynamoDB out of reach is worth another try', async () => {
  const nowhere = createLedger(documentsAt('http://127.0.0.1:1'), TABLE)
  expect(await rejectionOf(nowhere.acquire('k', claim('a')))).toMatchObject({
    code: 'push_incomplete',
    reason: 'ledger',
    retryAfterS: 2,
  })
  expect(await rejectionOf(nowhere.release('k', 'a', EMPTY, T))).toMatchObject({ code: 'push_incomplete' })
})

/** A DynamoDB that answers its calls with these, one each. */
async function scripted(
  answers: { status: number; body: unknown }[],
  use: (ledger: Ledger) => Promise<void>,
): Promise<void> {
  const left = [...answers]
  const server = createServer((incoming, outgoing) => {
    incoming.resume().on('end', () => {
      const { status, body } = left.shift() ?? { status: 500, body: {} }
      outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const client = documentsAt(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`)
  try {
    await use(createLedger(client, TABLE))
  } finally {
    client.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}
const awsError = (name: string, message = 'canary') => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message },
})

test('a record that vanished between the refusal and the look is worth another try at once', async () => {
  await scripted([awsError('ConditionalCheckFailedException'), { status: 200, body: {} }], async (vanishing) => {
    expect(await rejectionOf(vanishing.acquire('k', claim('a')))).toMatchObject({
      code: 'push_in_progress',
      retryAfterS: 1,
    })
  })
})

test('a refusal whose look fails is a failure of DynamoDB, not a held case', async () => {
  await scripted([awsError('ConditionalCheckFailedException'), awsError('AccessDeniedException')], async (failing) => {
    expect(await rejectionOf(failing.acquire('k', claim('a')))).toMatchObject({
      code: 'misconfigured',
      reason: 'ledger',
    })
  })
})

test.each([
  ['AccessDeniedException', 'canary', 'misconfigured'],
  ['KMSAccessDeniedException', 'canary', 'misconfigured'],
  ['ValidationException', 'The provided key element does not match the schema', 'misconfigured'],
  ['ValidationException', 'Item size to update has exceeded the maximum allowed size', 'payload_too_large'],
  ['ThrottlingException', 'canary', 'push_incomplete'],
  ['InternalServerError', 'canary', 'push_incomplete'],
])('%s (%s) is %s, and only its name is kept', async (name, message, code) => {
  await scripted([awsError(name, message)], async (failing) => {
    const error = await rejectionOf(failing.acquire('k', claim('a')))
    expect(error).toMatchObject({ code, cause: name })
    expect(error.retryAfterS !== undefined).toBe(code === 'push_incomplete')
  })
})

test('a key is kept as it is while DynamoDB can hold it, else hashed', () => {
  expect(partitionKey('sn#case')).toBe('sn#case')
  expect(partitionKey('k'.repeat(1024))).toBe('k'.repeat(1024))
  expect(partitionKey('k'.repeat(1025))).toMatch(/^sha256-[0-9a-f]{64}$/)
  expect(partitionKey('ü'.repeat(513))).toMatch(/^sha256-/)
})
