// What the queue door promises, over real HTTP: every request ends as an incident or as a dead letter with its reason.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { eventOf, startWorld, until, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(async () => {
  await world.close()
})
beforeEach(() => {
  world.servicenow.clear()
  world.servicenow.clearFaults()
  world.servicenow.clearRequests()
})

const DAY_MS = 24 * 3_600_000
type Told = {
  savedObjectId?: string
  error?: { code: string; message: string }
  request?: unknown
  incident?: { title: string; id: string }
  externalDetails?: unknown
}
const outcomesOf = (savedObjectId: string) =>
  world.bus
    .events()
    .filter(({ detail }) => (detail as Told).savedObjectId === savedObjectId)
    .map((event) => ({ type: event['detail-type'], ...(event.detail as Told) }))
const deadLettersOf = (savedObjectId: string) =>
  world.bus.deadLetters().filter(({ detail }) => (detail as Told).savedObjectId === savedObjectId)

test('an event that is put on the bus becomes an incident, and its outcome an event', async () => {
  const { detail } = await eventOf('through-the-bus')
  await world.put(detail)
  await until('an outcome', () => outcomesOf('through-the-bus').length === 1)
  const [incident] = world.servicenow.incidents()
  expect(world.servicenow.incidents()).toHaveLength(1)
  const url = `${world.servicenow.url}/nav_to.do?uri=incident.do?sys_id=${String(incident?.['sys_id'])}`
  const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  expect(world.bus.events().at(-1)?.detail).toEqual({
    connectorId: 'local',
    connectorName: 'ServiceNow on this machine',
    savedObjectId: 'through-the-bus',
    incident: {
      title: incident?.['number'],
      id: incident?.['sys_id'],
      pushedDate: date,
      url,
      comments: expect.arrayContaining([{ commentId: 'dda30310-732a-11ea-a0b2-c51ea50a58e2', pushedDate: date }]),
    },
    externalDetails: {
      connector_id: 'local',
      connector_name: 'ServiceNow on this machine',
      external_id: incident?.['sys_id'],
      external_title: incident?.['number'],
      external_url: url,
    },
  })
})

test('the bare event does the same as the record', async () => {
  expect(await world.deliverBare(await eventOf('bare'))).toBeUndefined()
  expect(outcomesOf('bare')).toMatchObject([{ type: 'Incident Pushed' }])
})

test('a record that is delivered twice publishes its outcome twice and changes nothing', async () => {
  const event = await eventOf('delivered-twice')
  expect(await world.deliver(event)).toBeUndefined()
  const writes = world.writes()
  expect(await world.deliver(event)).toBeUndefined()
  const [first, second] = outcomesOf('delivered-twice')
  expect(second).toEqual(first)
  expect(world.writes()).toBe(writes)
  expect(world.servicenow.incidents()).toHaveLength(1)
})

test('a nested request without any id is not pushed twice either: the event identifies it', async () => {
  const event = {
    ...(await eventOf('nested')),
    detail: {
      connectorId: 'local',
      params: { subAction: 'pushToService', subActionParams: { incident: { short_description: 'no id' } } },
    },
  }
  expect(await world.deliver(event)).toBeUndefined()
  expect(await world.deliver(event)).toBeUndefined()
  expect(world.servicenow.incidents()).toHaveLength(1)
})

test('a malformed event ends at once as a dead letter that names every offending path', async () => {
  const event = await eventOf('malformed', 'case-push-requested-malformed')
  const before = world.putOff.length
  await world.put(event.detail)
  await until('a dead letter', () => deadLettersOf('malformed').length === 1)
  const [letter] = deadLettersOf('malformed')
  expect(letter?.reason).toBe(
    'invalid_request: error validating action params: [connectorId]: is required; [params.subActionParams.title]: is required; ' +
      '[params.subActionParams.comments.0.comment]: must not be blank; [params.subActionParams.colour]: is not a known key',
  )
  expect(letter?.detail).toMatchObject({
    connectorId: '',
    error: { statusCode: 400, retry: false },
    request: event.detail,
  })
  expect(world.putOff).toHaveLength(before)
  expect(world.servicenow.requests()).toHaveLength(0)
})

test.each([
  ['an unknown connector', (detail: object) => ({ ...detail, connectorId: 'nobody' }), 'unknown_connector'],
  [
    'another sub-action',
    (detail: { params: object }) => ({ ...detail, params: { ...detail.params, subAction: 'getFields' } }),
    'unsupported_sub_action',
  ],
])('%s ends at once', async (_what, change, code) => {
  const event = await eventOf(code)
  expect(await world.deliver({ ...event, detail: change(event.detail) })).toBeUndefined()
  expect(outcomesOf(code)).toMatchObject([{ type: 'Incident Push Failed', error: { code } }])
})

test.each([
  ['no JSON', 'not JSON'],
  ['no event', '17'],
  ['no detail', '{"id":"x"}'],
  ['a detail that is none', '{"id":"x","detail":"text"}'],
])('a record with %s ends at once, and is not lost', async (_what, body) => {
  const before = world.bus.deadLetters().length
  expect(await world.deliver(body)).toBeUndefined()
  expect(world.bus.deadLetters()).toHaveLength(before + 1)
  expect(world.bus.deadLetters().at(-1)?.detail).toMatchObject({ error: { code: 'invalid_request' } })
})

test("what ServiceNow refuses ends at once, with ServiceNow's words for the reader of the dead letter", async () => {
  world.servicenow.addFault({
    on: { method: 'POST' },
    fault: {
      kind: 'status',
      status: 400,
      body: { error: { message: 'Operation Failed', detail: 'by a rule' }, status: 'failure' },
    },
  })
  expect(await world.deliver(await eventOf('refused'))).toBeUndefined()
  expect(outcomesOf('refused')).toMatchObject([
    {
      type: 'Incident Push Failed',
      error: { code: 'servicenow_rejected', serviceMessage: expect.stringContaining('by a rule') },
    },
  ])
})

test('a push that can succeed later is thrown back, and waits less than a day', async () => {
  world.servicenow.addFault({ times: 9, fault: { kind: 'hibernating' } })
  const event = await eventOf('later')
  expect(await world.deliver(event, Date.now() - DAY_MS + 60_000)).toMatch(/^servicenow_unavailable: /)
  expect(outcomesOf('later')).toEqual([])
})

test('a record older than a day that still fails is ended with its reason and its request', async () => {
  world.servicenow.addFault({ times: 9, fault: { kind: 'hibernating' } })
  const event = await eventOf('too-old')
  expect(await world.deliver(event, Date.now() - DAY_MS - 1)).toBeUndefined()
  expect(outcomesOf('too-old')).toMatchObject([
    { type: 'Incident Push Failed', error: { code: 'servicenow_unavailable', retry: true }, request: event.detail },
  ])
})

test('a record older than a day that can be pushed is pushed', async () => {
  expect(await world.deliver(await eventOf('old-and-well'), Date.now() - 2 * DAY_MS)).toBeUndefined()
  expect(outcomesOf('old-and-well')).toMatchObject([{ type: 'Incident Pushed' }])
})

test('an outcome that the bus refuses, with status 200, is published at the next delivery; the incident stays one', async () => {
  const event = await eventOf('refused-outcome')
  world.bus.rejectNext(1)
  expect(await world.deliver(event, Date.now() - 2 * DAY_MS)).toMatch(/^push_incomplete: /)
  expect(outcomesOf('refused-outcome')).toEqual([])
  expect(await world.deliver(event)).toBeUndefined()
  expect(outcomesOf('refused-outcome')).toMatchObject([{ type: 'Incident Pushed' }])
  expect(world.servicenow.incidents()).toHaveLength(1)
})

test('a failure that the bus refuses is put off as well: no dead letter is lost', async () => {
  const event = await eventOf('refused-failure', 'case-push-requested-malformed')
  world.bus.rejectNext(1)
  expect(await world.deliver(event)).toMatch(/^push_incomplete: /)
  expect(await world.deliver(event)).toBeUndefined()
  expect(deadLettersOf('refused-failure')).toHaveLength(1)
})

test("a failure that does not fit into an event is left to the queue's own redrive", async () => {
  const event = await eventOf('too-large')
  event.detail.connectorId = 'nobody'
  event.detail.params.subActionParams['description'] = 'é'.repeat(524_000)
  expect(await world.deliver(event)).toMatch(/^payload_too_large: /)
  expect(outcomesOf('too-large')).toEqual([])
})

test('two records at once are refused whole: none of them is taken for done', async () => {
  const record = { body: JSON.stringify(await eventOf('first')), attributes: {} }
  expect(await world.deliverBare({ Records: [record, record] })).toMatch(/^misconfigured: /)
  expect(world.servicenow.incidents()).toHaveLength(0)
})

test('a dead letter whose request is corrected and put on the bus again becomes an incident', async () => {
  const event = await eventOf('redriven')
  event.detail.connectorId = 'nobody'
  await world.put(event.detail)
  await until('a dead letter', () => deadLettersOf('redriven').length === 1)
  const { request } = deadLettersOf('redriven')[0]?.detail as { request: object }
  await world.put({ ...request, connectorId: 'local' })
  await until('an incident', () => outcomesOf('redriven').length === 2)
  expect(outcomesOf('redriven').at(-1)).toMatchObject({ type: 'Incident Pushed' })
})

test('the thrown error has its code, and nothing that a log could tell', async () => {
  const { handler } = await import('../../handlers/execute-queued.ts')
  world.servicenow.addFault({
    times: 9,
    fault: { kind: 'status', status: 405, body: { error: { message: 'secret words' } } },
  })
  const context = { functionName: 'f', getRemainingTimeInMillis: () => 60_000 }
  const error: unknown = await (handler as unknown as (event: unknown, context: unknown) => Promise<unknown>)(
    await eventOf('thrown'),
    context,
  ).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Error)
  expect(Object.getOwnPropertyNames(error).sort()).toEqual(['message', 'stack'])
  expect((error as Error).message).toMatch(/^servicenow_unavailable: \w/)
})
