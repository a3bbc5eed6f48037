// The replayed connector is as strict as Kibana's: what it takes for an answer, what it refuses, in which words, and
// that it tries nothing again.
import { afterEach, expect, test } from '@jest/globals'
import { startHttp, sendJson, type RawServer } from '../support/raw-server.ts'
import { openCase } from './case.ts'
import { createWebhookConnector, valueAt, type ConnectorBody } from './webhook-connector.ts'

type Respond = Parameters<typeof startHttp>[0]

let service: RawServer | undefined
afterEach(() => service?.close())

async function connectorOn(respond: Respond, change: Partial<ConnectorBody['config']> = {}, allowedHosts = ['*']) {
  service = await startHttp(respond)
  const { url } = service
  const config = {
    createIncidentUrl: `${url}/create`,
    createIncidentJson: '{"title":{{{case.title}}}}',
    createIncidentResponseKey: 'data.id',
    getIncidentUrl: `${url}/incidents/{{{external.system.id}}}`,
    getIncidentResponseExternalTitleKey: 'number',
    viewIncidentUrl: 'https://instance.example/{{{external.system.title}}}',
    updateIncidentUrl: `${url}/update`,
    updateIncidentJson: '{"id":{{{external.system.id}}},"title":{{{case.title}}}}',
    createCommentUrl: `${url}/incidents/{{{external.system.id}}}/comments`,
    createCommentJson: '{"comment":{{{case.comment}}}}',
    hasAuth: false,
    ...change,
  }
  const body: ConnectorBody = { name: 'x', connector_type_id: '.cases-webhook', config, secrets: {} }
  return { body, connector: createWebhookConnector(body, allowedHosts) }
}

const INCIDENT = { data: { id: 'a/1' }, number: 'INC1' }
const fine: Respond = (response) => {
  sendJson(response, 200, INCIDENT)
}
/** @param at which request gets this answer; the others get a good one */
const badAt =
  (at: number, bad: Respond): Respond =>
  (response, count) => {
    const respond = count === at ? bad : fine
    respond(response, count)
  }

function caseWith(comments: string[]) {
  const theCase = openCase({ id: 'case-1', title: 'Phishing' })
  comments.forEach((text, at) => {
    theCase.comment(`c${at}`, text)
  })
  return theCase
}
const calls = () => service?.requests.map(({ method, url }) => `${method ?? ''} ${url ?? ''}`)

test('a push creates, reads and comments, call by call; the next one updates, and sends what is new', async () => {
  const { connector } = await connectorOn(fine)
  const theCase = caseWith(['one', 'two'])
  theCase.attachAlerts(2)
  expect(await theCase.push(connector)).toEqual({ id: 'a/1', title: 'INC1', url: 'https://instance.example/INC1' })
  theCase.comment('c1', 'two, edited', 'moneypenny')
  await theCase.push(connector)
  const comments = 'PUT /incidents/a%2F1/comments'
  const created = ['POST /create', 'GET /incidents/a%2F1', comments, comments, comments]
  expect(calls()).toEqual([...created, 'PUT /update', 'GET /incidents/a%2F1', comments, comments])
  const bodies = service?.requests.filter(({ body }) => body !== '').map(({ body }) => JSON.parse(body) as unknown)
  expect(bodies).toEqual([
    { title: 'Phishing' },
    { comment: 'one\n\nAdded by elastic.' },
    { comment: 'two\n\nAdded by elastic.' },
    { comment: 'Elastic Alerts attached to the case: 2' },
    { id: 'a/1', title: 'Phishing' },
    { comment: 'two, edited\n\nAdded by moneypenny.' },
    { comment: 'Elastic Alerts attached to the case: 2' },
  ])
})

test.each([1, 2, 3, 4])('a failure of call %i is final, and the next press knows nothing of the push', async (at) => {
  const { connector } = await connectorOn(
    badAt(at, (response) => {
      sendJson(response, 409, { message: 'held' })
    }),
  )
  const theCase = caseWith(['one', 'two'])
  await expect(theCase.push(connector)).rejects.toThrow('status code 409')
  expect(calls()).toHaveLength(at)
  await theCase.push(connector)
  expect(calls()?.slice(at)).toEqual([
    'POST /create',
    'GET /incidents/a%2F1',
    ...['PUT /incidents/a%2F1/comments', 'PUT /incidents/a%2F1/comments'],
  ])
})

const typed =
  (type: string | undefined, text: string, status = 200): Respond =>
  (response) => {
    response.writeHead(status, type === undefined ? {} : { 'content-type': type }).end(text)
  }
const CREATE = '[Action][Webhook - Case Management]: Unable to create case. Error: '
const GET = `${CREATE}[Action][Webhook - Case Management]: Unable to get case with id a/1. Error: `
const COMMENT = '[Action][Webhook - Case Management]: Unable to create comment at case with id a/1. Error: '

test.each<[string, number, Respond, string]>([
  ['a status', 1, typed('application/json', '{"a":1}', 504), `${CREATE}Request failed with status code 504. {"a":1}`],
  ['no content type', 1, typed(undefined, '{}'), `${CREATE}Missing content type header in post`],
  ['another content type', 1, typed('text/html', '{}'), `${CREATE}Unsupported content type: text/html in post`],
  ['no JSON', 1, typed('application/json', 'yes'), `${CREATE}Response is not a valid JSON`],
  ['no id', 1, typed('application/json', '{"data":{}}'), `${CREATE}Response is missing the expected field: data.id`],
  ['no title', 2, typed('application/json', '{}'), `${GET}Response is missing the expected field: number`],
  ['a status of the get', 2, typed('application/json', '{}', 404), `${GET}Request failed with status code 404. {}`],
  ['a broken connection', 3, (response) => response.destroy(), COMMENT],
])('%s ends the push in the words of Kibana', async (_what, at, bad, words) => {
  const { connector } = await connectorOn(badAt(at, bad))
  const ended = await caseWith(['one']).push(connector).catch(String)
  expect(ended).toContain(words)
})

test('any 2xx is a success; a comment may be answered by an empty body', async () => {
  const { connector } = await connectorOn((response, count) => {
    typed('application/json; charset=utf-8', count === 3 ? '' : JSON.stringify(INCIDENT), 201)(response, count)
  })
  await expect(caseWith(['one']).push(connector)).resolves.toMatchObject({ title: 'INC1' })
})

test('every URL must be on an allowed host, the one to view the incident too', async () => {
  const { connector } = await connectorOn(fine, {}, ['127.0.0.1'])
  const words =
    'target url "https://instance.example/INC1" is not added to the Kibana config xpack.actions.allowedHosts'
  await expect(caseWith([]).push(connector)).rejects.toThrow(words)
})

test('a template with quotes of its own or with two braces gives no JSON, and nothing is sent', async () => {
  for (const createIncidentJson of ['{"title":"{{{case.title}}}"}', '{"title":{{case.title}}}']) {
    const { connector } = await connectorOn(fine, { createIncidentJson })
    await expect(caseWith([]).push(connector)).rejects.toThrow('Create case JSON body must be valid JSON')
    expect(calls()).toEqual([])
    await service?.close()
  }
})

test('without a template for comments none is sent, and nobody is told', async () => {
  const { body } = await connectorOn(fine)
  const { createCommentJson: _, ...config } = body.config
  await caseWith(['one']).push(createWebhookConnector({ ...body, config }))
  expect(calls()).toHaveLength(2)
})

test('another connector knows nothing of the incident of the first', async () => {
  const { connector } = await connectorOn(fine)
  const theCase = caseWith(['one'])
  await theCase.push(connector, 'first')
  await theCase.push(connector, 'second')
  await theCase.push(connector, 'first')
  expect(calls()?.filter((call) => call === 'POST /create')).toHaveLength(2)
})

test.each([
  ['data.id', { data: { id: null } }, null],
  ['[0].name', [{ name: 'a' }], 'a'],
  ['a.b', { a: null }, undefined],
])('the key %s of %j', (path, data, value) => {
  expect(valueAt(data, path)).toBe(value)
})
