// The queue's function, over real HTTP: every request that can be pushed ends as one incident and one outcome.
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import { memberOf } from '../../lib/schema/objects.ts'
import { readExample, requestEvent } from '../support/events.ts'
import { BUS_EXAMPLES, QUEUE_EXAMPLES } from '../support/expected-statuses.ts'
import { startQueueHandler } from '../support/queue-handler.ts'
import { until } from '../support/until.ts'

const queue = await startQueueHandler()
afterAll(() => queue.close())
beforeEach(() => {
  queue.servicenow.clear()
  queue.servicenow.clearFaults()
  queue.servicenow.clearRequests()
})

const DAY_MS = 24 * 3_600_000

test('an event on the bus becomes an incident, and its outcome an event', async () => {
  const { detail } = requestEvent('through-the-bus')
  await queue.put(detail)
  await until('an outcome', () => queue.outcomesOf('through-the-bus').length === 1)
  const [incident] = queue.servicenow.incidents()
  expect(queue.servicenow.incidents()).toHaveLength(1)
  const url = `${queue.servicenow.url}/nav_to.do?uri=incident.do?sys_id=${String(incident?.['sys_id'])}`
  const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  expect(queue.bus.events().at(-1)?.detail).toEqual({
    connectorId: 'local',
    connectorName: 'Local',
    savedObjectId: 'through-the-bus',
    kibanaCaseId: 'through-the-bus',
    incident: {
      title: incident?.['number'],
      id: incident?.['sys_id'],
      pushedDate: date,
      url,
      comments: expect.arrayContaining([{ commentId: 'dda30310-732a-11ea-a0b2-c51ea50a58e2', pushedDate: date }]),
    },
    externalDetails: {
      connector_id: 'local',
      connector_name: 'Local',
      external_id: incident?.['sys_id'],
      external_title: incident?.['number'],
      external_url: url,
    },
  })
})

test('an outcome says what there is to tell, in words, though the push succeeded', async () => {
  queue.servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'drop', columns: ['short_description'] } })
  expect(await queue.deliver(requestEvent('told'))).toBeUndefined()
  expect(queue.outcomesOf('told')).toMatchObject([
    { incident: { warnings: [{ code: 'column_differs', column: 'short_description', message: expect.any(String) }] } },
  ])
})

test('an event without a record around it is pushed like one in a record', async () => {
  expect(await queue.deliverBare(requestEvent('bare'))).toBeUndefined()
  expect(queue.outcomesOf('bare')).toMatchObject([{ type: 'Incident Pushed' }])
})

test('a record that is delivered twice publishes its outcome twice and changes nothing in ServiceNow', async () => {
  const event = requestEvent('delivered-twice')
  expect(await queue.deliver(event)).toBeUndefined()
  const writes = queue.writes()
  expect(await queue.deliver(event)).toBeUndefined()
  const [first, second] = queue.outcomesOf('delivered-twice')
  expect(second).toEqual(first)
  expect(queue.writes()).toBe(writes)
  expect(queue.servicenow.incidents()).toHaveLength(1)
})

test('a nested request without any id is pushed once: the event identifies it', async () => {
  const event = {
    ...requestEvent('nested'),
    detail: {
      connectorId: 'local',
      params: { subAction: 'pushToService', subActionParams: { incident: { short_description: 'no id' } } },
    },
  }
  expect(await queue.deliver(event)).toBeUndefined()
  expect(await queue.deliver(event)).toBeUndefined()
  expect(queue.servicenow.incidents()).toHaveLength(1)
})

test('a record older than a day that can be pushed is pushed', async () => {
  expect(await queue.deliver(requestEvent('old-and-well'), Date.now() - 2 * DAY_MS)).toBeUndefined()
  expect(queue.outcomesOf('old-and-well')).toMatchObject([{ type: 'Incident Pushed' }])
})

test('an outcome that the bus refuses is published at the next delivery, and the incident stays one', async () => {
  const event = requestEvent('refused-outcome')
  queue.bus.rejectNext(1)
  expect(await queue.deliver(event, Date.now() - 2 * DAY_MS)).toBe('put off')
  expect(queue.outcomesOf('refused-outcome')).toEqual([])
  expect(await queue.deliver(event)).toBeUndefined()
  expect(queue.outcomesOf('refused-outcome')).toMatchObject([{ type: 'Incident Pushed' }])
  expect(queue.servicenow.incidents()).toHaveLength(1)
})

test('two records in one invocation are rejected together, so that neither counts as done', async () => {
  const record = { body: JSON.stringify(requestEvent('first')), attributes: {} }
  expect(await queue.deliverBare({ Records: [record, record] })).toMatch(/^misconfigured: /)
  expect(queue.servicenow.incidents()).toHaveLength(0)
})

test.each(Object.entries(QUEUE_EXAMPLES))('the example %s leads to the outcome of its row', async (name, row) => {
  const before = queue.bus.events().length
  expect(await queue.deliverBare(readExample(name))).toBeUndefined()
  expect(published(before)).toEqual([row])
})

test.each(Object.entries(BUS_EXAMPLES))(
  'the example %s, sent to the bus, leads to the outcome of its row',
  async (name, row) => {
    const before = queue.bus.events().length
    await queue.putEvents(readExample(name))
    await until('an outcome', () => queue.bus.events().length > before)
    expect(published(before)).toEqual([row])
  },
)

/** The outcomes since there were `before`, as the table writes them. */
const published = (before: number) =>
  queue.bus
    .events()
    .slice(before)
    .map((event) => {
      const { error } = event.detail as { error?: { code: string } }
      return { outcome: event['detail-type'], ...(error === undefined ? {} : { code: error.code }) }
    })

test('an incident is closed through the bus, once, however often the record is delivered', async () => {
  await queue.deliver(requestEvent('to-be-closed'))
  const { detail: _detail, ...envelope } = readExample('case-close-requested') as { detail: unknown }
  const params = { subAction: 'closeIncident', subActionParams: { incident: { correlation_id: 'to-be-closed' } } }
  const event = { ...envelope, detail: { connectorId: 'local', params } }
  const before = queue.bus.events().length
  for (let times = 0; times < 2; times += 1) expect(await queue.deliverBare(event)).toBeUndefined()
  const [incident] = queue.servicenow.incidents()
  expect(incident).toMatchObject({ state: '7' })
  const outcomes = queue.bus.events().slice(before)
  expect(outcomes.map((closed) => [closed['detail-type'], closed.detail])).toEqual(
    Array.from({ length: 2 }, () => [
      'Incident Closed',
      expect.objectContaining({ connectorId: 'local', incident: expect.objectContaining({ id: incident?.sys_id }) }),
    ]),
  )
  expect(queue.servicenow.requests().filter(({ body }) => memberOf(body, 'state') === '7')).toHaveLength(1)
})

test('a close that is malformed fails at once, by its path', async () => {
  const { detail: _detail, ...envelope } = readExample('case-close-requested') as { detail: unknown }
  const params = { subAction: 'pushToService', subActionParams: {} }
  const before = queue.bus.events().length
  expect(await queue.deliverBare({ ...envelope, detail: { connectorId: 'local', params } })).toBeUndefined()
  expect(published(before)).toEqual([{ outcome: 'Incident Push Failed', code: 'invalid_request' }])
})
