// docs/kibana.md and events/kibana-webhook-connector.json agree: what a reader copies makes the bodies that the replay
// runs on, and requests that case-push takes.
import { expect, test } from '@jest/globals'
import { Flat } from '../../lib/case/case-schemas.ts'
import { parseCase } from '../../lib/case/parse-case.ts'
import { parseConnector } from '../../lib/connectors/connector-schema.ts'
import { connectorSecret } from '../support/connector-secret.ts'
import { inEra, readTemplate } from './connector-bodies.ts'
import { fragmentWith, mappingInGuide } from './guide.ts'
import { readRoutes } from './routes.ts'
import type { ConnectorBody } from './webhook-connector.ts'

const template = JSON.parse(readTemplate()) as ConnectorBody

test('the sed command fills in every placeholder of the file', () => {
  const command = fragmentWith('sh', 'sed -e')
  const pairs = [...command.matchAll(/-e 's\/([\w-]+)\/([^/]+)\/'/g)]
  // Without the flag `g`, sed replaces once in a line.
  const filled = readTemplate()
    .split('\n')
    .map((line) => pairs.reduce((text, [, placeholder = '', value = '']) => text.replace(placeholder, value), line))
  expect(pairs).toHaveLength(4)
  expect(filled.join('\n')).not.toMatch(/[A-Z]{4,}/)
})

test('the jq commands make the bodies of the older releases', () => {
  const command = fragmentWith('sh', "jq '")
  const [, hasAuth = '', user = '', password = ''] =
    /'\.config\.hasAuth = (\w+) \| \.secrets = \{user: "(\w+)", password: "(\w+)"\}'/.exec(command) ?? []
  const secrets = { user, password }
  const changed = { ...template, config: { ...template.config, hasAuth: hasAuth === 'true' }, secrets }
  expect(changed).toEqual(inEra('8.17', template, secrets))
  const [, deleted = ''] = /'del\(\.config\.(\w+)\)' connector-8\.17\.json/.exec(command) ?? []
  const config = Object.fromEntries(Object.entries(changed.config).filter(([key]) => key !== deleted))
  expect({ ...changed, config }).toEqual(inEra('8.11', template, secrets))
  expect(fragmentWith('sh', 'sed -e')).toContain(Buffer.from(`${user}:${password}`).toString('base64'))
})

test('the mapping is one that a connector takes, and carries every part of a case', () => {
  const { config, ...secret } = connectorSecret('https://example.service-now.com')
  const stored = JSON.stringify({ ...secret, config: { ...config, ...mappingInGuide() } })
  const { mapping } = parseConnector('soc', stored, ['*.service-now.com'])
  expect(Object.keys(mapping ?? {})).toEqual(['title', 'description', 'comments', 'status', 'severity', 'tags'])
})

test('the body of a rule action is a case once its variables are filled in, and no case before', () => {
  const body = fragmentWith('json', '{{alert.uuid}}')
  const filled = body.replace(/\{\{([\w.]+)\}\}/g, (_whole, name: string) => `the ${name}`)
  expect(parseCase(JSON.parse(filled))).toMatchObject({ title: 'the rule.name: the alert.id' })
  expect(() => parseCase(JSON.parse(body))).toThrow()
})

test('the rule connector and the workflow call a route of the API', () => {
  const connector = fragmentWith('json', '.webhook"')
  expect(JSON.parse(connector)).toMatchObject({ secrets: { user: 'KEY_ID', password: 'KEY' } })
  const texts = [connector, fragmentWith('yaml', 'triggers:')]
  for (const text of texts) {
    const [, url = ''] = /"(https:[^"]+)"/.exec(text) ?? []
    expect(readRoutes().find((route) => route.match('POST', new URL(url).pathname))?.handler).toBe('execute')
  }
})

test('the workflow sends only keys that the flat shape has, and so does the example', () => {
  const [, params = ''] = /subActionParams:\n((?: {12}.*\n)+)/.exec(fragmentWith('yaml', 'triggers:')) ?? []
  const keys = [...params.matchAll(/^ {12}(\w+):/gm)].map(([, key = '']) => key)
  expect(keys).toContain('comments')
  expect(Object.keys(Flat.entries)).toEqual(expect.arrayContaining(keys))
  const [, example = ''] = /-d '(\{"params"[^']+)'/.exec(fragmentWith('sh', 'savedObjectId')) ?? []
  expect(parseCase(JSON.parse(example))).toMatchObject({ savedObjectId: 'case-1' })
})
