// openapi.yaml and docs/api.html say what the code means: they are current, pass the linter, describe every route and
// every code of an error, and need no network.
import { afterAll, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import * as v from 'valibot'
import { CloseBody } from '../../lib/case/sub-actions.ts'
import { ERROR_STATUS } from '../../lib/errors.ts'
import { listen } from '../../local/listen.ts'
import { apiDescription } from '../../scripts/api-description.ts'
import { apiDocuments } from '../../scripts/api-documents.ts'
import { REQUEST_EXAMPLES } from '../../scripts/api-examples.ts'
import { apiSchemas } from '../../scripts/api-schemas.ts'
import { MEMBERS, SCHEMAS } from '../../scripts/api-words.ts'
import { readRoutes } from '../kibana/routes.ts'
import { describedAnswers } from '../support/described.ts'
import { HTTP_EXAMPLES } from '../support/expected-statuses.ts'

const ROOT = new URL('../../', import.meta.url)
const description = apiDescription()
const asked: string[] = []
const proxy = createServer().on('connect', ({ url }, socket) => {
  asked.push(url ?? '')
  socket.destroy()
})
const { url, close } = await listen(proxy, 'a proxy', 0)
afterAll(close)

test.each(Object.entries(apiDocuments()))('%s is current (otherwise: npm run docs:api)', async (path, text) => {
  expect(await readFile(new URL(path, ROOT), 'utf8')).toBe(text)
})

test('the linter has nothing to say of openapi.yaml, and asks no other machine', async () => {
  const run = promisify(execFile)('npm', ['run', '-s', 'lint:api'], {
    cwd: ROOT,
    env: { ...process.env, CI: '', HTTPS_PROXY: url, HTTP_PROXY: url },
  })
  const { stdout, stderr } = await run
  expect(stdout + stderr).toContain('Your API description is valid')
  expect(stdout + stderr).not.toMatch(/warning/i)
  expect(asked).toEqual([])
}, 30_000)

test('every route of serverless.yml is described, and no other', () => {
  const described = Object.entries(description.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const routes = readRoutes().map(({ key }) => key)
  expect(described.sort()).toEqual(routes.sort())
})

test('every code of an error is described with its status', () => {
  const described = new Set(describedAnswers().map((answer) => answer.split(' ').slice(1).join(' ')))
  const codes = Object.entries(ERROR_STATUS).map(([code, status]) => `${status} ${code}`)
  expect([...described].filter((answer) => answer !== '200').sort()).toEqual(codes.sort())
})

test('every event that a route accepts is an example, and every example an event', () => {
  const accepted = Object.entries(HTTP_EXAMPLES)
    .filter(
      ([name, { statusCode, code }]) =>
        statusCode === 200 || (code === 'incident_not_found' && name !== 'find-incident'),
    )
    .map(([name]) => name)
  const examples = Object.values(REQUEST_EXAMPLES).flatMap((each) => Object.keys(each))
  expect([...examples, 'unknown-incident'].sort()).toEqual(accepted.sort())
})

test('the words are about schemas and members that are there', () => {
  const schemas = apiSchemas()
  const names = new Set(JSON.stringify(schemas).match(/(?<=")\w+(?=":)/g))
  expect(Object.keys(MEMBERS).filter((name) => !names.has(name))).toEqual([])
  expect(Object.keys(SCHEMAS).filter((name) => !(name in schemas))).toEqual([])
})

test.each<[object, boolean]>([
  [{}, false],
  [{ externalId: null, correlation_id: null }, false],
  [{ externalId: 'a' }, true],
  [{ externalId: null, correlation_id: 'a' }, true],
])('an incident to close that is %j: described as the service takes it', (incident, isTaken) => {
  const body = { params: { subAction: 'closeIncident', subActionParams: { incident } } }
  const CloseIncident: object = apiSchemas()['CloseIncident'] ?? {}
  expect([v.is(CloseBody, body), new Ajv2020({ strict: false }).validate(CloseIncident, body)]).toEqual([
    isTaken,
    isTaken,
  ])
})

test('a limit of ids and names is told where there is one, and a length is told in the units that count', () => {
  const words = ['execute', 'comment'].map(
    (name) =>
      Object.values(description.paths)
        .flatMap((item) => Object.values(item))
        .find(({ operationId }) => operationId === `${name}OnAction`)?.requestBody?.description,
  )
  expect(words).toEqual([expect.stringContaining('32 KB'), expect.not.stringContaining('32 KB')])
  expect(JSON.stringify(apiSchemas()['FlatCase']?.properties?.['savedObjectId'])).toContain('counts as two')
})

test('an example that names an incident says where its id comes from; the list names no connector', async () => {
  const page = await readFile(new URL('docs/api.html', ROOT), 'utf8')
  const request = /<h3 id="findIncident">[^]*?<h4>Answers/.exec(page)?.[0]
  expect(request).toContain('put in the <code>id</code> that a push was answered')
  const refused = description.components.responses['cases-403']?.description
  expect(refused).toContain('expired')
})

test('the page refers to nothing but itself and openapi.yaml, and has every anchor that it names', async () => {
  const page = await readFile(new URL('docs/api.html', ROOT), 'utf8')
  expect(page).not.toMatch(/<script|<link|<img|@import|url\(|<iframe/i)
  const named = [...page.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href)
  const anchors = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => `#${id}`))
  expect(new Set(named.filter((href) => !anchors.has(href)))).toEqual(new Set(['../openapi.yaml']))
})
