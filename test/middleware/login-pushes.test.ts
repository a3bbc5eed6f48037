// Whole pushes by every login, through the function itself: one token for all of them, one incident for each case, and
// no secret in what the process writes.
import { afterAll, expect, test } from '@jest/globals'
import { connectorSecret } from '../support/connector-secret.ts'
import { httpEvent, withKey, withParams } from '../support/events.ts'
import { startFunctions } from '../support/functions.ts'
import { API_KEY, CLIENT, LOGINS, PRIVATE_KEY, STORED } from '../support/logins.ts'

const functions = await startFunctions(LOGINS)
afterAll(() => functions.close())
const { servicenow } = functions
servicenow.setProperties({ basicAuthRestricted: true, clientCredentialsEnabled: true })

type Kind = keyof typeof STORED
const OAUTH: Kind[] = ['client_credentials', 'jwt_bearer']
const LINE = PRIVATE_KEY.split('\n')[1] ?? ''

async function store(kind: Kind): Promise<void> {
  const { config, secrets } = STORED[kind]
  const secret = connectorSecret(servicenow.url, secrets)
  await functions.storeConnector(kind, { ...secret, config: { ...secret.config, ...config } })
}

const requestOf = (kind: Kind, savedObjectId: string) => ({
  ...withKey(withParams(httpEvent('create-incident'), { savedObjectId }), {
    keyId: 'test',
    connectors: '*',
    expires: 0,
  }),
  pathParameters: { connectorId: kind },
})

test.each<Kind>([...OAUTH, 'api_key'])('by %s cases are pushed, again and again, with one token', async (kind) => {
  servicenow.clear()
  servicenow.clearRequests()
  await store(kind)
  const execute = await functions.start('execute')
  const answers = []
  for (const id of ['a', 'b', 'a']) answers.push(await execute.answer(requestOf(kind, `${kind}-${id}`)))
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200])
  expect(servicenow.incidents().map(({ journal }) => journal.length)).toEqual([1, 1])
  const tokens = servicenow.requests().filter(({ path }) => path === '/oauth_token.do')
  expect(tokens).toHaveLength(OAUTH.includes(kind) ? 1 : 0)
})

test.each<Kind>([...OAUTH, 'api_key'])('a rejected %s writes no secret, and answers what helps', async (kind) => {
  await store(kind)
  servicenow.addFault({ times: 2, fault: { kind: 'status', status: 401 } })
  const execute = await functions.start('execute')
  const { statusCode, body } = await execute.answer(requestOf(kind, `rejected-${kind}`))
  expect([statusCode, body['code']]).toEqual([502, 'servicenow_unauthorized'])
  expect(body['message']).toContain('REST API access policy')
  await execute.close()
  expect(execute.output()).toContain('servicenow_unauthorized')
  for (const secret of [CLIENT.clientSecret, API_KEY, LINE, 'Bearer', 'access_token'])
    expect(execute.output() + JSON.stringify(body)).not.toContain(secret)
})
