// The embedded bus follows EventBridge, SQS and Lambda: what it rejects, how it delivers, when it gives up.
import { afterEach, expect, test } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { createEventBridge, type EventBridge, type EventBridgeOptions } from '../../local/event-bridge.ts'
import { startLambda, type LambdaHandler } from '../../local/lambda.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { clientOptions } from '../support/aws-environment.ts'
import { until } from '../support/until.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

type SqsEvent = { Records: [{ body: string; attributes: { ApproximateReceiveCount: string; SentTimestamp: string } }] }

async function startBus(
  handle: (event: SqsEvent) => Promise<unknown>,
  options: Partial<EventBridgeOptions> = {},
): Promise<{ bus: EventBridge; client: EventBridgeClient; url: string }> {
  const lambda = await startLambda(handle as LambdaHandler)
  const bus = createEventBridge({ lambdaUrl: lambda.url, visibilityMs: 30, ...options })
  const { url, close } = await startSecretsManager({ extraRoutes: bus.routes })
  const client = new EventBridgeClient(clientOptions(url))
  closers.push(
    () => lambda.close(),
    close,
    () => bus.close(),
    () => {
      client.destroy()
    },
  )
  return { bus, client, url }
}

const requested = (n: number) => ({
  EventBusName: 'case-push-local',
  Source: 'test',
  DetailType: 'Case Push Requested',
  Detail: JSON.stringify({ n }),
})

test('a request reaches the function as an SQS record with the event in it', async () => {
  const received: SqsEvent[] = []
  const { bus, client } = await startBus((event) => {
    received.push(event)
    return Promise.resolve()
  })
  const { Entries } = await client.send(new PutEventsCommand({ Entries: [requested(1)] }))
  await until('a delivery', () => received.length === 1 && bus.waiting() === 0)
  const [record] = received[0]?.Records ?? []
  expect(JSON.parse(record?.body ?? '')).toMatchObject({
    id: Entries?.[0]?.EventId,
    'detail-type': 'Case Push Requested',
    detail: { n: 1 },
  })
  expect(record?.attributes.ApproximateReceiveCount).toBe('1')
})

test('no more requests are delivered at once than the concurrency allows', async () => {
  let [atWork, most, done] = [0, 0, 0]
  const { client } = await startBus(
    async () => {
      most = Math.max(most, ++atWork)
      await sleep(10)
      atWork -= 1
      done += 1
    },
    { concurrency: 2 },
  )
  await client.send(new PutEventsCommand({ Entries: Array.from({ length: 10 }, (_, n) => requested(n)) }))
  await until('all delivered', () => done === 10)
  expect(most).toBe(2)
})

test('a failed request is delivered again after the visibility timeout; at last it is a dead letter', async () => {
  const receives: string[] = []
  const { bus, client, url } = await startBus(
    (event) => {
      receives.push(event.Records[0].attributes.ApproximateReceiveCount)
      return Promise.reject(new Error('servicenow_unavailable'))
    },
    { maxReceives: 3 },
  )
  const startMs = performance.now()
  await client.send(new PutEventsCommand({ Entries: [requested(7)] }))
  await until('a dead letter', () => bus.deadLetters().length === 1)
  expect(receives).toEqual(['1', '2', '3'])
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(59)
  expect(await (await fetch(`${url}/dead-letters`)).json()).toEqual([{ reason: 'received 3 times', detail: { n: 7 } }])
})

test('records age ninety times faster than on AWS, as their deliveries come faster', async () => {
  const ages: number[] = []
  const { client } = await startBus(
    (event) => {
      ages.push(Date.now() - Number(event.Records[0].attributes.SentTimestamp))
      return ages.length < 2 ? Promise.reject(new Error('again')) : Promise.resolve()
    },
    { visibilityMs: 100, speed: 90 },
  )
  await client.send(new PutEventsCommand({ Entries: [requested(1)] }))
  await until('a second delivery', () => ages.length === 2)
  expect(ages[1]).toBeGreaterThan(90 * 95)
})

test('outcomes are kept, and failed pushes are dead letters with their reason', async () => {
  const { client, url } = await startBus(() => Promise.resolve())
  const outcome = (DetailType: string, detail: object) => ({
    EventBusName: 'case-push-local',
    Source: 'case-push',
    DetailType,
    Detail: JSON.stringify(detail),
  })
  const failed = { connectorId: 'x', error: { code: 'unknown_connector', message: 'not found' }, request: { n: 1 } }
  await client.send(
    new PutEventsCommand({
      Entries: [outcome('Incident Pushed', { incident: { title: 'INC1' } }), outcome('Incident Push Failed', failed)],
    }),
  )
  const events = (await (await fetch(`${url}/events`)).json()) as Record<string, unknown>[]
  expect(events.map((event) => event['detail-type'])).toEqual(['Incident Pushed', 'Incident Push Failed'])
  expect(await (await fetch(`${url}/dead-letters`)).json()).toEqual([
    { reason: 'unknown_connector: not found', detail: failed },
  ])
})

test('invalid entries are rejected one by one in an answer of status 200, as EventBridge does it', async () => {
  const { bus, client } = await startBus(() => Promise.resolve())
  const { FailedEntryCount, Entries } = await client.send(
    new PutEventsCommand({
      Entries: [
        { ...requested(1), Detail: '{' },
        { ...requested(1), Detail: '[]' },
        { ...requested(1), Source: undefined },
        { ...requested(1), EventBusName: 'default' },
      ],
    }),
  )
  expect(FailedEntryCount).toBe(3)
  expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
    'MalformedDetail',
    'MalformedDetail',
    'InvalidArgument',
    undefined,
  ])
  expect(bus.waiting()).toBe(0) // no rule listens to the bus `default`
})

test('a request that is too large, or holds too many entries, is rejected as a whole', async () => {
  const { client } = await startBus(() => Promise.resolve())
  const put = (Entries: object[]) =>
    client.send(new PutEventsCommand({ Entries })).then(
      () => 'taken',
      (error: unknown) => (error as Error).name,
    )
  expect(await put([{ ...requested(1), Detail: JSON.stringify({ text: 'x'.repeat(1_048_576) }) }])).toBe(
    'ValidationException',
  )
  expect(await put(Array.from({ length: 11 }, (_, n) => requested(n)))).toBe('ValidationException')
})
