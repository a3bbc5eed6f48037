// The embedded DynamoDB, called by the real AWS SDK.
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDynamoDB } from '../../local/dynamodb.ts'

type Options = Parameters<typeof startDynamoDB>[0]

async function withDynamoDB<Result>(
  options: Options,
  use: (client: DynamoDBClient) => Promise<Result>,
): Promise<Result> {
  const { url, close } = await startDynamoDB(options)
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 })
  try {
    return await use(client)
  } finally {
    client.destroy()
    await close()
  }
}

const put = (client: DynamoDBClient, TableName: string) =>
  client.send(
    new UpdateItemCommand({
      TableName,
      Key: { pk: { S: 'local#case' } },
      UpdateExpression: 'SET #n = :n',
      ExpressionAttributeNames: { '#n': 'number' },
      ExpressionAttributeValues: { ':n': { S: 'INC0010012' } },
    }),
  )

const get = async (client: DynamoDBClient, TableName: string) =>
  (await client.send(new GetItemCommand({ TableName, Key: { pk: { S: 'local#case' } } }))).Item?.['number']?.S

test('the ledger table can be used as soon as the start resolves', async () => {
  const number = await withDynamoDB({ table: 'ledger' }, async (client) => {
    await put(client, 'ledger')
    return get(client, 'ledger')
  })
  expect(number).toBe('INC0010012')
})

test('without a path nothing is kept', async () => {
  await withDynamoDB({}, (client) => put(client, 'case-push-local'))
  expect(await withDynamoDB({}, (client) => get(client, 'case-push-local'))).toBeUndefined()
})

test('with a path the records survive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'case-push-test-'))
  const path = join(folder, 'not', 'yet', 'there')
  try {
    await withDynamoDB({ path }, (client) => put(client, 'case-push-local'))
    expect(await withDynamoDB({ path }, (client) => get(client, 'case-push-local'))).toBe('INC0010012')
  } finally {
    await rm(folder, { recursive: true })
  }
})
