// The three bodies of the connector: each release knows every key of its own, and what Kibana's form asks for is there.
import { expect, test } from '@jest/globals'
import { connectorBody, readTemplate, unknownKeys, type Era } from './connector-bodies.ts'
import { readRoutes } from './routes.ts'
import { render, urlValues } from './templates.ts'

const FILLING = {
  casePush: 'https://push.example',
  connectorId: 'soc',
  instance: 'https://example.service-now.com',
  keyId: 'kibana',
  key: 'secret',
}
const ERAS: Era[] = ['9.2', '8.17', '8.11']

test.each(ERAS)('Kibana %s knows every key of its body, and no placeholder is left', (era) => {
  const body = connectorBody(era, FILLING)
  expect(unknownKeys(body, era)).toEqual([])
  expect(JSON.stringify(body)).not.toMatch(/CASE-PUSH|CONNECTOR|INSTANCE|BASE64/)
})

test('every URL that Kibana calls is a route of the API, by the same method', () => {
  const { config } = connectorBody('9.2', FILLING)
  const calls = [
    [config.createIncidentMethod, config.createIncidentUrl, 'execute'],
    [config.updateIncidentMethod, config.updateIncidentUrl, 'execute'],
    [config.getIncidentMethod, config.getIncidentUrl, 'find-incident'],
    [config.createCommentMethod, config.createCommentUrl, 'comment'],
  ]
  for (const [method = '', url = '', handler] of calls) {
    const { pathname } = new URL(render(url, urlValues('a/b')))
    const route = readRoutes().find((candidate) => candidate.match(method.toUpperCase(), pathname))
    expect(route?.handler).toBe(handler)
  }
})

test('an older Kibana rejects a newer body', () => {
  expect(unknownKeys(connectorBody('9.2', FILLING), '8.17')).toEqual(['secretHeaders'])
  expect(unknownKeys(connectorBody('8.17', FILLING), '8.11')).toEqual(['getIncidentMethod'])
  expect(unknownKeys(connectorBody('9.2', FILLING), '8.11')).toEqual(['getIncidentMethod', 'secretHeaders'])
})

test('all three carry the same key, as a header or as user and password', () => {
  const header = `ApiKey ${Buffer.from('kibana:secret').toString('base64')}`
  const [newest, ...older] = ERAS.map((era) => connectorBody(era, FILLING))
  expect(newest).toMatchObject({ config: { hasAuth: false }, secrets: { secretHeaders: { Authorization: header } } })
  for (const body of older)
    expect(body).toMatchObject({ config: { hasAuth: true }, secrets: { user: 'kibana', password: 'secret' } })
})

// The form accepts no connector without these; the API would.
test.each([
  ['createIncidentJson', ['{{{case.title}}}', '{{{case.description}}}']],
  ['updateIncidentJson', ['{{{case.title}}}', '{{{case.description}}}']],
  ['createCommentJson', ['{{{case.comment}}}']],
  ['getIncidentUrl', ['{{{external.system.id}}}']],
  ['viewIncidentUrl', ['{{{external.system.id}}}']],
] as const)('Kibana’s form accepts %s', (key, required) => {
  const { config } = connectorBody('9.2', FILLING)
  for (const variable of required) expect(config[key]).toContain(variable)
})

test('no template puts quotes around a variable, or less than three braces', () => {
  expect(readTemplate()).not.toMatch(/\\"\{\{|\}\}\\"|(?<!\{)\{\{(?!\{)/)
})
