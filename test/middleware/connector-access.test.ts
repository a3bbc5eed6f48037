// Whether the caller's key may use the connector that the request names: checked at each request; without proof it may
// not.
import { expect, test } from '@jest/globals'
import middy from '@middy/core'
import { connectorAccess } from '../../lib/middleware/connector-access.ts'
import { httpEvent, withKey, withoutAuthorizer } from '../support/events.ts'
import { lambdaContext } from '../support/lambda-context.ts'
import { rejectionOf } from '../support/thrown.ts'

const chain = middy()
  .use(connectorAccess())
  .handler(() => Promise.resolve('in'))

/** A request to the connector `local` by a caller of whom the authorizer says this. */
const request = (key: unknown) => withKey(httpEvent('create-incident'), key)
const key = (connectors: string, expires = 0) => ({ keyId: 'k', connectors, expires })

test.each(['*', 'local', 'sn local'])('a key for %s may use the connector local', async (connectors) => {
  expect(await chain(request(key(connectors)), lambdaContext())).toBe('in')
})

test.each([
  ['a key for another connector', key('sn')],
  ['a key for no connector', key('')],
  ['a key that has expired', key('*', 1)],
  ['undefined', undefined],
  ['null', null],
  ['a key without a time', { keyId: 'k', connectors: '*' }],
  ['a key whose time is null', { keyId: 'k', connectors: '*', expires: null }],
  ['a key with a list of connectors', { keyId: 'k', connectors: ['local'], expires: 0 }],
])('a caller of whom the authorizer says %s gets 403', async (_, said) => {
  expect(await rejectionOf(chain(request(said), lambdaContext()))).toMatchObject({ code: 'forbidden', status: 403 })
})

test('a request that no authorizer saw gets 403', async () => {
  const event = withoutAuthorizer(httpEvent('create-incident'))
  expect(await rejectionOf(chain(event, lambdaContext()))).toMatchObject({ code: 'forbidden' })
})

test('a request that names no connector gets 403, unless its key reaches all', async () => {
  const nameless = (connectors: string) => {
    const { pathParameters: _, ...event } = request(key(connectors))
    return chain(event, lambdaContext())
  }
  expect(await rejectionOf(nameless('local'))).toMatchObject({ code: 'forbidden' })
  expect(await nameless('*')).toBe('in')
})
