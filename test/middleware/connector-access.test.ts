// Whether the caller's key may use the connector it names: checked at each request, closed in doubt.
import { expect, test } from '@jest/globals'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { connectorAccess } from '../../lib/middleware/connector-access.ts'
import { eventOf, type Event } from '../support/events.ts'
import { rejectionOf } from '../support/thrown.ts'

const chain = middy()
  .use(connectorAccess())
  .handler(() => Promise.resolve('in'))

/** A request to the connector `local` with what the authorizer says of its key. */
function request(lambda: unknown, changes: Partial<Event> = {}): Event {
  const event = eventOf('create-incident')
  return {
    ...event,
    requestContext: { ...event.requestContext, authorizer: { lambda } as Event['requestContext']['authorizer'] },
    ...changes,
  }
}
const key = (connectors: string, expires = 0) => ({ keyId: 'k', connectors, expires })

test.each(['*', 'local', 'sn local'])('a key for %s is let in', async (connectors) => {
  expect(await chain(request(key(connectors)), {} as Context)).toBe('in')
})

test.each([
  ['another connector', key('sn')],
  ['no connector', key('')],
  ['a time that is over', key('*', 1)],
  ['nothing said of it', undefined],
  ['null said of it', null],
  ['no time said of it', { keyId: 'k', connectors: '*' }],
  ['a time that is none', { keyId: 'k', connectors: '*', expires: null }],
  ['a list of connectors', { keyId: 'k', connectors: ['local'], expires: 0 }],
])('a key with %s is kept out', async (_, lambda) => {
  expect(await rejectionOf(chain(request(lambda), {} as Context))).toMatchObject({ code: 'forbidden', status: 403 })
})

test('a request past the authorizer is kept out', async () => {
  const { authorizer: _, ...requestContext } = eventOf('create-incident').requestContext
  expect(await rejectionOf(chain({ ...eventOf('create-incident'), requestContext }, {} as Context))).toMatchObject({
    code: 'forbidden',
  })
})

test('a request that names no connector reaches none, unless its key reaches all', async () => {
  const nameless = (connectors: string) => {
    const { pathParameters: _, ...event } = request(key(connectors))
    return chain(event, {} as Context)
  }
  expect(await rejectionOf(nameless('local'))).toMatchObject({ code: 'forbidden' })
  expect(await nameless('*')).toBe('in')
})
