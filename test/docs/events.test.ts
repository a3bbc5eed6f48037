// docs/events.md says what the code means: its schemas are current, and the examples pass them.
import { expect, test } from '@jest/globals'
import { readExample } from '../support/events.ts'
import { readEventsDocument, schemaOf, withSchemas } from '../../scripts/event-schemas.ts'

test('the schemas in docs/events.md are those of the code (otherwise: npm run docs:events)', async () => {
  const document = await readEventsDocument()
  expect(document).toBe(withSchemas(document))
})

test.each([
  'Case Push Requested',
  'Case Close Requested',
  'Incident Pushed',
  'Incident Closed',
  'Incident Push Failed',
])('the schema of %s stands there, and names its members', async (type) => {
  expect(await readEventsDocument()).toContain(`<!-- schema of ${type} -->`)
  expect(schemaOf(type)).toMatchObject({ type: 'object', properties: { connectorId: { type: 'string' } } })
})

test('the event to put on the bus is the event of the other examples', () => {
  const event = readExample('case-push-requested') as { detail: unknown }
  const {
    Entries: [entry],
  } = readExample('put-events') as { Entries: [{ Detail: string }] }
  const {
    Records: [record],
  } = readExample('case-push-requested-sqs') as { Records: [{ body: string }] }
  expect(JSON.parse(entry.Detail)).toEqual(event.detail)
  expect(JSON.parse(record.body)).toEqual(event)
})
