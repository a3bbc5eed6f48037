// The DynamoDB record of a case when DynamoDB fails, or holds something else: what each failure means.
import { afterAll, expect, test } from '@jest/globals'
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Ledger } from '../../lib/push/ports.ts'
import { createLedger } from '../../lib/ledger/dynamodb-ledger.ts'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { NOBODY, TABLE } from '../support/aws-environment.ts'
import { captureOutput, logLines } from '../support/log-lines.ts'
import { startHttp, type RawServer } from '../support/raw-server.ts'
import { rejectionOf } from '../support/thrown.ts'
import { EMPTY, FULL, T, claim, documentsAt, doubt } from './case-records.ts'

const dynamoDB = await startDynamoDB()
const documents = documentsAt(dynamoDB.url)
const output = captureOutput()
const ledger = createLedger({ documents, name: TABLE })
afterAll(async () => {
  documents.destroy()
  await dynamoDB.close()
})

const itemOf = async (pk: string) =>
  (await documents.send(new GetCommand({ TableName: TABLE, Key: { pk }, ConsistentRead: true }))).Item

test.each([1, 3])('a record in another format is rejected, and stays as it is: %s', async (format) => {
  const pk = `format-${String(format)}`
  const item = { pk, format, anything: 'else' }
  await documents.send(new PutCommand({ TableName: TABLE, Item: item }))
  expect(await rejectionOf(ledger.acquire(pk, claim('a')))).toMatchObject({
    code: 'misconfigured',
    reason: 'record_format',
  })
  expect(await itemOf(pk)).toEqual(item)
})

test('an item in the table that is not a record is rejected', async () => {
  await documents.send(new PutCommand({ TableName: TABLE, Item: { pk: 'other', text: 'x' } }))
  expect(await rejectionOf(ledger.acquire('other', claim('a')))).toMatchObject({ reason: 'record_format' })
})

test('a record that someone edited into another shape is rejected', async () => {
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

test("a push that does not fit into the record fails at once and leaves others' doubts alone", async () => {
  await ledger.acquire('fat', claim('a'))
  await ledger.release('fat', 'a', { fields: {}, comments: many(2_200), doubts: [doubt('other')] }, T)
  const more = { doubt: doubt('b', { fields: {}, comments: many(500) }) }
  expect(await rejectionOf(ledger.acquire('fat', claim('b', T + 1, more)))).toMatchObject({
    code: 'payload_too_large',
    reason: 'record_full',
  })
  const item = await itemOf('fat')
  expect(item).toMatchObject({ doubts: [{ owner: 'other' }] })
  expect(item?.['lease']).toBeUndefined()
})

test('a push that does not fit into an item of DynamoDB is too large, not worth a retry', async () => {
  expect(
    await rejectionOf(
      ledger.acquire('huge', claim('a', T, { doubt: doubt('a', { fields: {}, comments: many(4_000) }) })),
    ),
  ).toMatchObject({ code: 'payload_too_large', reason: 'record_full', cause: 'ValidationException' })
})

test('a table that does not exist is for the operator to fix', async () => {
  expect(await rejectionOf(createLedger({ documents, name: 'nowhere' }).acquire('k', claim('a')))).toMatchObject({
    code: 'misconfigured',
    reason: 'ledger',
    cause: 'ResourceNotFoundException',
  })
})

test('a DynamoDB out of reach is worth a retry', async () => {
  const nowhere = createLedger({ documents: documentsAt(NOBODY), name: TABLE })
  expect(await rejectionOf(nowhere.acquire('k', claim('a')))).toMatchObject({
    code: 'push_incomplete',
    reason: 'ledger',
    retryAfterS: 2,
  })
  expect(await rejectionOf(nowhere.release('k', 'a', EMPTY, T))).toMatchObject({ code: 'push_incomplete' })
  expect(logLines(output())).toEqual([expect.objectContaining({ message: 'ledger not released', reason: 'ledger' })])
})

/** A DynamoDB that answers its calls with these, one each. */
async function withScriptedDynamoDB(
  answers: { status: number; body: unknown }[],
  use: (ledger: Ledger, server: RawServer) => Promise<void>,
): Promise<void> {
  const server = await startHttp((response, count) => {
    const { status, body } = answers[count - 1] ?? { status: 500, body: {} }
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
  })
  const client = documentsAt(server.url)
  try {
    await use(createLedger({ documents: client, name: TABLE }), server)
  } finally {
    client.destroy()
    await server.close()
  }
}

const awsError = (name: string, message = 'canary') => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message },
})

test('a record that vanishes between the refused acquire and the look at it is worth a retry at once', async () => {
  await withScriptedDynamoDB(
    [awsError('ConditionalCheckFailedException'), { status: 200, body: {} }],
    async (vanishing, { requests }) => {
      expect(await rejectionOf(vanishing.acquire('k', claim('a')))).toMatchObject({
        code: 'push_in_progress',
        retryAfterS: 1,
      })
      // Else DynamoDB might show the record as it was before.
      expect(requests.map(({ body }) => (JSON.parse(body) as Record<string, unknown>)['ConsistentRead'])).toEqual([
        undefined,
        true,
      ])
    },
  )
})

test('a refused acquire whose record cannot be read is a failure of DynamoDB, not a held case', async () => {
  await withScriptedDynamoDB(
    [awsError('ConditionalCheckFailedException'), awsError('AccessDeniedException')],
    async (failing) => {
      expect(await rejectionOf(failing.acquire('k', claim('a')))).toMatchObject({
        code: 'misconfigured',
        reason: 'ledger',
      })
    },
  )
})

test.each([
  ['AccessDeniedException', 'canary', 'misconfigured'],
  ['KMSAccessDeniedException', 'canary', 'misconfigured'],
  ['AccessDeniedException', 'no permission to size tables', 'misconfigured'],
  ['ValidationException', 'The provided key element does not match the schema', 'misconfigured'],
  ['ValidationException', 'Item size to update has exceeded the maximum allowed size', 'payload_too_large'],
  ['ThrottlingException', 'canary', 'push_incomplete'],
  ['InternalServerError', 'canary', 'push_incomplete'],
])('the error %s (%s) of DynamoDB is %s, and only its name is kept', async (name, message, code) => {
  await withScriptedDynamoDB([awsError(name, message)], async (failing) => {
    const error = await rejectionOf(failing.acquire('k', claim('a')))
    expect(error).toMatchObject({ code, cause: name })
    expect(error.retryAfterS !== undefined).toBe(code === 'push_incomplete')
  })
})
