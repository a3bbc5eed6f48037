// DynamoDB on this machine: dynalite, in memory or on a path, with the ledger's table as the template describes it.
// dynalite has no time to live: nothing expires here.
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { listen, type Listening } from './listen.ts'

type DynamoDBOptions = {
  /** 0, the default, means any free port. */
  port?: number
  /** The directory of the data; in memory without it. dynalite crashes if another process has it open. */
  path?: string
  table?: string
}

/** Starts dynalite and resolves once the ledger's table can be used. */
export async function startDynamoDB({
  port = 0,
  path,
  table = 'case-push-local',
}: DynamoDBOptions = {}): Promise<Listening> {
  if (path !== undefined) await mkdir(path, { recursive: true })
  const server = dynalite({ createTableMs: 0, ...(path === undefined ? {} : { path }) })
  const listening = await listen(server, 'DynamoDB', port)
  try {
    await createTable(listening.url, table)
  } catch (error) {
    await listening.close()
    throw error
  }
  return listening
}

async function createTable(endpoint: string, table: string): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
  try {
    await client
      .send(
        new CreateTableCommand({
          TableName: table,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        }),
      )
      .catch((error: unknown) => {
        if (!(error instanceof ResourceInUseException)) throw error // in use: the table of an earlier run
      })
    while (!(await isActive(client, table))) await sleep(10)
  } finally {
    client.destroy()
  }
}

async function isActive(client: DynamoDBClient, table: string): Promise<boolean> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }))
  return Table?.TableStatus === 'ACTIVE'
}
