// `npm run push` against the real service: whatever form a case has, it becomes one incident, and what cannot be pushed
// is told with its place and the reason.
import { afterAll, expect, test } from '@jest/globals'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { requestBody } from '../support/events.ts'
import { ndjsonOf, paramsOf, resultsIn, setPushStage } from './push-stage.ts'

const stage = await setPushStage()
afterAll(() => stage.close())

const EVENTS = fileURLToPath(new URL('../../events', import.meta.url))
const DOCUMENTED = 'c1472f70-732a-11ea-a0b2-c51ea50a58e2'
const at = '2026-03-31T08:36:45.661Z'
const by = { email: 'a@example.org', full_name: 'Alan Hunley', username: 'ahunley' }
const comment = { created_at: at, created_by: by, updated_at: null, updated_by: null, owner: 'securitySolution' }

/** As Kibana's `GET /api/cases/<id>` returns it. */
const kibanaCase = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  version: 'WzUzMiwxXQ==',
  owner: 'securitySolution',
  title: `Title of ${id}`,
  description: 'LSASS was read.',
  tags: ['dc', 'lsass'],
  severity: 'high',
  status: 'open',
  created_at: at,
  created_by: by,
  updated_at: null,
  updated_by: null,
  totalComment: 1,
  comments: [
    { id: 'c1', type: 'user', comment: 'A removable drive.', ...comment },
    { id: 'a1', type: 'alert', alertId: ['alert'], index: ['index'], ...comment },
  ],
  external_service: null,
  customFields: [],
  ...more,
})

test('an event of events/, its body and its parameters alone are the same case and one incident', async () => {
  const body = requestBody('create-incident')
  const files = [
    join(EVENTS, 'create-incident.json'),
    await stage.write('body.json', JSON.stringify(body, undefined, 2)),
    await stage.write('params.json', body.params.subActionParams),
  ]
  const { code, out, err } = await stage.run(files)
  const [incident, ...others] = stage.incidentsOf(DOCUMENTED)
  expect([others, incident?.journal]).toMatchObject([[], [{ element: 'work_notes' }]])
  const link = `${stage.servicenow.url}/nav_to.do?uri=incident.do?sys_id=${String(incident?.sys_id)}`
  expect(out).toBe(`${String(incident?.number)}  ${link}  ${DOCUMENTED}\n`.repeat(3))
  expect(err).toMatch(/^3 cases in .*: 3 pushed\n$/)
  expect(code).toBe(0)
})

test("a case as Kibana returns it is pushed with its users' comments, by whom and when", async () => {
  const { code } = await stage.run([await stage.write('kibana.json', kibanaCase('kibana-1'))])
  expect(code).toBe(0)
  const [incident] = stage.incidentsOf('kibana-1')
  expect(incident).toMatchObject({
    short_description: 'Title of kibana-1',
    description: expect.stringMatching(/^LSASS was read\..*created at 2026-03-31T08:36:45.661Z by Alan Hunley/s),
  })
  expect(incident?.journal.map(({ value }) => value)).toEqual([
    expect.stringMatching(/^A removable drive\..*added at 2026-03-31T08:36:45.661Z by Alan Hunley/s),
  ])
})

test("Kibana's list of cases is pushed, and the user hears that comments are missing there", async () => {
  const external_service = { connector_id: 'another', external_id: 'abc', external_title: 'INC1' }
  const cases = [kibanaCase('list-1', { comments: [] }), kibanaCase('list-2', { external_service })]
  const { code, err } = await stage.run([], JSON.stringify({ cases, page: 1, per_page: 20, total: 2 }, undefined, 2))
  expect(code).toBe(0)
  expect(err).toContain('1 case: the comments are missing in the input')
  expect(err).toContain('1 case: Kibana knows an incident of another connector')
  expect([stage.incidentsOf('list-1'), stage.incidentsOf('list-2')]).toMatchObject([[{}], [{}]])
})

test('an incident that Kibana knows by the same connector is the one that is updated', async () => {
  const first = resultsIn(await stage.run(['--json'], JSON.stringify(paramsOf('known-1'))))
  const external_service = { connector_id: 'local', external_id: first[0]?.['id'] }
  const again = await stage.run(['--json'], JSON.stringify(kibanaCase('known-2', { external_service })))
  expect(resultsIn(again)).toMatchObject([{ outcome: 'pushed', id: first[0]?.['id'], savedObjectId: 'known-2' }])
})

test('every file of a folder is pushed, and what is no case is told with its file and line', async () => {
  const folder = join(stage.folder, 'export')
  await mkdir(folder)
  await stage.write('export/b.json', [paramsOf('folder-b1'), paramsOf('folder-b2')])
  await stage.write('export/a.ndjson', `${ndjsonOf([paramsOf('folder-a1')])}{"savedObjectId":\n\n{"x":1}\n`)
  await stage.write('export/c.txt', 'not looked at')
  const missing = join(stage.folder, 'missing.json')
  const result = await stage.run(['--json', '--concurrency', '1', folder, missing])
  const places = resultsIn(result).map(({ file, line, outcome }) => [String(file).replace(folder, ''), line, outcome])
  expect(places).toEqual([
    ['/a.ndjson', 1, 'pushed'],
    ['/a.ndjson', 2, 'unreadable'],
    ['/a.ndjson', 4, 'unreadable'],
    ['/b.json', 1, 'pushed'],
    ['/b.json', 1, 'pushed'],
    [missing, undefined, 'unreadable'],
  ])
  expect(result.err).toContain(`${join(folder, 'a.ndjson')}:2  is JSON that ends too early`)
  expect(result.err).toContain(`${join(folder, 'a.ndjson')}:4  holds no case`)
  expect(result.err).toContain(`${missing}  cannot be read: ENOENT`)
  expect(result.code).toBe(2)
})

test('cases from a pipe may stand on one line each or on many', async () => {
  const lines = [paramsOf('pipe-1'), paramsOf('pipe-2')].map((params) => JSON.stringify(params, undefined, 2))
  const result = await stage.run(['--json', '-'], `${lines.join('\n')}\n${ndjsonOf([paramsOf('pipe-3')])}`)
  const told = resultsIn(result).map(({ savedObjectId, line }) => `${String(savedObjectId)} ${String(line)}`)
  expect(told.sort()).toEqual(['pipe-1 1', 'pipe-2 5', 'pipe-3 9'])
  expect(result.code).toBe(0)
})

test('a case whose answer was lost on both ways is one incident', async () => {
  stage.servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'reset', commit: true } })
  stage.gateway.next(['answer lost', '503 before the work'])
  const result = await stage.run(['--json'], JSON.stringify(paramsOf('lost')))
  expect(resultsIn(result)).toMatchObject([{ outcome: 'pushed', attempts: 3, status: 200 }])
  expect(result.err).toMatch(/^\(stdin\):1 {2}lost {2}waiting 1 s \(no_answer\).*\n.*waiting 1 s \(http_503\)/)
  expect(stage.incidentsOf('lost')).toHaveLength(1)
  expect(result.code).toBe(0)
})

test('a case without an id is one incident however often the command runs', async () => {
  const input = JSON.stringify({ incident: { short_description: 'Without an id' }, comments: null })
  for (let times = 0; times < 2; times += 1) expect((await stage.run([], input)).code).toBe(0)
  expect(
    stage.servicenow.incidents().filter(({ short_description }) => short_description === 'Without an id'),
  ).toHaveLength(1)
})

test('a dry run shows the calls and writes nothing', async () => {
  const input = JSON.stringify(paramsOf('dry'))
  const { code, out } = await stage.run(['--dry-run'], input)
  expect(out).toMatch(/^\(stdin\):1 {2}dry {2}would make 1 call to ServiceNow\n {2}POST http\S+\/incident\S*\n$/)
  expect([code, stage.incidentsOf('dry')]).toEqual([0, []])
  const event = { routeKey: 'POST', queryStringParameters: { dryRun: 'true' }, body: input }
  expect(resultsIn(await stage.run(['--json'], JSON.stringify(event)))).toMatchObject([{ outcome: 'rehearsed' }])
  expect(stage.incidentsOf('dry')).toEqual([])
})

test('a case that is refused for good is told with its code and what to do; the others are pushed', async () => {
  const input = ndjsonOf([paramsOf('bad', { externalID: 'x' }), paramsOf('good')])
  const { code, out, err } = await stage.run([], input)
  expect(code).toBe(1)
  expect(out).toMatch(/^INC\d+ {2}http\S+ {2}good\n$/)
  expect(err).toContain('(stdin):1  bad  refused: ')
  expect(err).toContain('[params.subActionParams.externalID]: is not a known key (invalid_request)')
  expect(err).toContain('1 pushed, 1 refused (invalid_request 1)')
  expect(err).toContain('change what the message names')
})

test.each([
  [{ CASE_PUSH_KEY: 'bG9jYWw6d3Jvbmc=' }, [], / does not accept the key: .*CASE_PUSH_KEY/],
  [{}, ['--connector', 'missing'], /has no connector "missing"/],
  [{}, ['--connector', 'foreign'], /The key may not use the connector "foreign"/],
  [{ CASE_PUSH_URL: 'http://127.0.0.1:1' }, [], /127.0.0.1:1 cannot be reached: .*npm start/],
  [{ CASE_PUSH_URL: `${stage.gateway.url}/x` }, [], /\/x is not the address of case-push: it answered 404/],
])('a wrong key, connector or address is one sentence: %j %j', async (variables, args, sentence) => {
  const input = ndjsonOf(Array.from({ length: 20 }, (_, index) => paramsOf(`wrong-${String(index)}`)))
  const { code, out, err } = await stage.run(args, input, variables)
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(sentence)
  expect(err.trimEnd().split('\n')).toHaveLength(1)
})
