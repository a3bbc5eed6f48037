// The local servers of a measurement, each in a process of its own, and the environment of a function that uses them.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { localEnvironment } from '../local-environment.ts'
import type { Order, Tally, Urls } from './server-process.ts'

export type Servers = {
  serviceNowUrl: string
  dynamoDBUrl: string
  environment: Record<string, string>
  /** Gives ServiceNow an order. @returns its calls since the last one */
  orderServiceNow: (order: Order) => Promise<Tally>
  /** @returns DynamoDB's calls since the last time */
  tallyDynamoDB: () => Promise<Tally>
  close: () => void
}

/** Starts ServiceNow with Secrets Manager, and DynamoDB. Connectors: `separate` and `merged`. */
export async function startServers(): Promise<Servers> {
  const [servicenow, dynamodb] = await Promise.all([start('servicenow'), start('dynamodb')])
  return {
    serviceNowUrl: urlOf(servicenow, 'servicenow'),
    dynamoDBUrl: urlOf(dynamodb, 'dynamodb'),
    environment: localEnvironment({
      secretsManager: urlOf(servicenow, 'secretsManager'),
      dynamoDB: urlOf(dynamodb, 'dynamodb'),
    }),
    orderServiceNow: (order) => ask(servicenow.child, order),
    tallyDynamoDB: () => ask(dynamodb.child, {}),
    close: () => {
      servicenow.child.disconnect()
      dynamodb.child.disconnect()
    },
  }
}

type Started = { child: ChildProcess; urls: Urls }

function urlOf({ urls }: Started, server: string): string {
  const url = urls[server]
  if (url === undefined) throw new Error(`there is no URL of ${server}`)
  return url
}

async function start(name: string): Promise<Started> {
  const child = fork(new URL('server-process.ts', import.meta.url), [name], { execArgv: [] })
  return { child, urls: await answerOf<Urls>(child) }
}

async function ask(child: ChildProcess, order: Order): Promise<Tally> {
  child.send(order)
  return answerOf<Tally>(child)
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController()
  const { signal } = ended
  const exit = once(child, 'exit', { signal }).then(() => {
    throw new Error('a local server ended')
  })
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), exit])) as [T]
    return message
  } finally {
    exit.catch(() => undefined)
    ended.abort()
  }
}
