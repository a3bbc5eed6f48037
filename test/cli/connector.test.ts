// `npm run connector`: a malformed file is told place by place and never stored, a stored connector is the file's text,
// and a test says from here what is missing. No output holds a secret.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, afterEach, expect, test } from '@jest/globals'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NOBODY, clientOptions } from '../support/aws-environment.ts'
import { connectorSecret } from '../support/connector-secret.ts'
import { fullConfig } from '../support/full-connector.ts'
import { STORED } from '../support/logins.ts'
import { runCli, type CliResult } from '../support/run-cli.ts'
import { startStandIns } from '../support/stand-ins.ts'

const standIns = await startStandIns()
const { servicenow, urls } = standIns
const client = new SecretsManagerClient(clientOptions(urls.secrets))
const directory = await mkdtemp(join(tmpdir(), 'case-push-'))
afterEach(() => {
  expect(servicenow.requests().filter(({ method }) => method !== 'GET')).toEqual([])
})
afterAll(async () => {
  client.destroy()
  await standIns.close()
  await rm(directory, { recursive: true })
})

const DEPLOYED = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
const LOCAL = { AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secrets }

async function run(args: string[], environment: Record<string, string> = LOCAL): Promise<CliResult> {
  const result = await runCli('connector', args, environment)
  expect(result.out + result.err).not.toMatch(/local-password|canary|PRIVATE KEY/)
  return result
}

async function fileOf(name: string, stored: unknown): Promise<string> {
  const file = join(directory, name)
  await writeFile(file, typeof stored === 'string' ? stored : JSON.stringify(stored))
  return file
}
const secretOf = async (id: string) =>
  (await client.send(new GetSecretValueCommand({ SecretId: `case-push/local/connectors/${id}` }))).SecretString

test('check says what case-push makes of a file', async () => {
  const config = fullConfig('https://dev1.service-now.com')
  const stored = { ...connectorSecret(''), actionTypeId: '.servicenow-sir', config }
  const { code, out } = await run(['check', await fileOf('sir.json', stored)], {})
  expect(code).toBe(0)
  expect(
    Object.fromEntries(
      out
        .trimEnd()
        .split('\n')
        .map((line) => [line.slice(0, 12).trim(), line.slice(13)]),
    ),
  ).toEqual({
    id: 'sir',
    name: 'Local',
    type: '.servicenow-sir',
    host: 'dev1.service-now.com',
    table: 'sn_si_incident',
    login: 'user name and password',
    mapping: 'title to short_description (overwrite), comments to work_notes (append)',
    'by word': 'severity, status',
    defaults: 'category, u_soc',
    'callers set': 'assignment_group',
    comments: 'merged',
    'when closed': 'create',
    'closes with': 'state 3',
  })
})

test('check tells every login apart', async () => {
  const told = Object.entries(STORED).map(async ([kind, { config, secrets }]) => {
    const stored = { ...connectorSecret(''), config: { apiUrl: 'https://dev1.service-now.com', ...config }, secrets }
    const { out } = await run(['check', await fileOf(`${kind}.json`, stored)], {})
    return [kind, /^login +(.*)$/m.exec(out)?.[1]]
  })
  expect(Object.fromEntries(await Promise.all(told))).toEqual({
    basic: 'user name and password',
    client_credentials: 'OAuth client credentials',
    jwt_bearer: 'OAuth with a signed assertion',
    api_key: 'API key',
  })
})

test('check prints every place that is wrong, and put stores nothing of such a file', async () => {
  const stored = {
    ...connectorSecret('https://canary.example', { username: 'canary:x', password: 7 }),
    config: { apiUrl: 'https://canary.example', comments: 'canary', tabel: 'canary' },
  }
  const file = await fileOf('broken.json', stored)
  for (const command of ['check', 'put']) {
    const { code, err, out } = await run([command, file, '--stage', 'local'])
    expect([code, out]).toEqual([1, ''])
    for (const problem of [
      '[config.comments]: must be separate or merged',
      '[config.tabel]: is not a known key',
      '[secrets.username]: must not hold ":" or control characters',
      '[secrets.password]: must be a string',
    ])
      expect(err).toContain(`\n  ${problem}\n`)
  }
  await expect(secretOf('broken')).rejects.toThrow()
})

test.each([
  ['*.service-now.com', [], 0],
  ['the hosts that are given', ['--allowed-hosts', '127.0.0.1.example.com, *.example.com'], 1],
  ['127.0.0.1 on stage local', ['--stage', 'local'], 1],
])('the hosts are %s', async (_, flags, code) => {
  const file = await fileOf('host.json', connectorSecret('https://dev1.service-now.com'))
  const result = await run(['check', file, ...flags], {})
  expect(result.code).toBe(code)
  if (code === 1) expect(result.err).toContain('[config.apiUrl]: must be an https URL')
})

test('put stores the text of the file under its name or another, again and again; test then passes', async () => {
  const file = await fileOf('mine.json', `${JSON.stringify(connectorSecret(servicenow.url))}\n`)
  const first = await run(['put', file, '--stage', 'local'])
  expect([first.code, first.err]).toEqual([0, ''])
  expect(first.out).toMatch(/Stored in the secret case-push\/local\/connectors\/mine\.\n$/)
  expect(await secretOf('mine')).toBe(`${JSON.stringify(connectorSecret(servicenow.url))}\n`)
  await writeFile(file, JSON.stringify({ ...connectorSecret(servicenow.url), name: 'Renamed' }))
  expect((await run(['put', file, '--stage', 'local'])).code).toBe(0)
  expect(await secretOf('mine')).toContain('Renamed')
  expect((await run(['put', file, '--stage', 'local', '--id', 'other'])).code).toBe(0)
  expect(await secretOf('other')).toBe(await secretOf('mine'))
  const { code, out } = await run(['test', 'other', '--stage', 'local'])
  expect(code).toBe(0)
  expect(out).toMatch(/^ok {7}login {11}ServiceNow accepts .*\nok {7}columns {9}.*(\n.*){3}\n$/)
})

test('a failed check is told, and the exit code is 1', async () => {
  await standIns.storeConnector('wrong', connectorSecret(servicenow.url, { username: 'case-push', password: 'canary' }))
  const { code, out, err } = await run(['test', 'wrong', '--stage', 'local'])
  expect([code, err]).toEqual([1, ''])
  expect(out).toMatch(/^failed {3}login .*dedicated web-service-only user/)
  expect(out.match(/^skipped/gm)).toHaveLength(3)
})

test("a deployed stage's connector is a secret of that stage, in the region that is given", async () => {
  const file = await fileOf('sn.json', connectorSecret('https://dev1.service-now.com'))
  const { AWS_REGION: _, ...withoutRegion } = { ...DEPLOYED, ...LOCAL }
  const put = (...flags: string[]) => run(['put', file, '--stage', 'prod', ...flags], withoutRegion)
  expect((await put()).err).toContain('your AWS configuration has no region: give --region')
  const { code, err } = await put('--region', 'eu-west-1')
  expect([code, err]).toEqual([
    1,
    expect.stringContaining('did not let us create case-push/prod/connectors/sn: InvalidParameterException'),
  ])
})

test.each<[string[], string]>([
  [[], 'the commands are check, put and test'],
  [['destroy'], 'unknown command "destroy"'],
  [['check'], 'give exactly one file'],
  [['check', 'a.json', 'b.json'], 'give exactly one file'],
  [['check', 'a b.json'], 'the id must be'],
  [['check', 'a.json', '--allowed-hosts', '*'], '--allowed-hosts must be names'],
  [['check', 'a.json', '--verbose'], "Unknown option '--verbose'"],
  [['put', 'a.json'], '--stage needs'],
  [['put', 'a.json', '--stage', 'a/b'], '--stage needs'],
  [['test', 'local'], '--stage needs'],
  [['test', '../local', '--stage', 'local'], 'the id must be'],
])('%j fails, and the message says why and leads to the usage', async (args, words) => {
  const { code, err } = await run(args)
  expect(code).toBe(1)
  expect(err).toContain(words)
  expect(err).toContain('`npm run connector -- --help` shows the usage.')
})

test.each<[string[], string]>([
  [['check', '/nowhere/a.json'], '/nowhere/a.json cannot be read: ENOENT'],
  [['test', 'nowhere', '--stage', 'local'], 'there is no secret case-push/local/connectors/nowhere'],
])('%j fails, and the message says why, which is no matter of usage', async (args, words) => {
  expect(await run(args)).toEqual({ code: 1, out: '', err: `${words}\n` })
})

test('a secret that is malformed, or cannot be read, is told as such', async () => {
  await standIns.storeConnector('malformed', '{"secrets": "canary')
  const malformed = await run(['test', 'malformed', '--stage', 'local'])
  expect([malformed.code, malformed.err]).toEqual([1, expect.stringContaining('connectors/malformed is no connector:')])
  const alone = await run(['test', 'local', '--stage', 'local'], { AWS_ENDPOINT_URL_SECRETS_MANAGER: NOBODY })
  expect([alone.code, alone.err]).toEqual([1, expect.stringContaining('npm start')])
})

test('--help shows the usage', async () => {
  const { code, out } = await run(['--help'])
  expect([code, out.split('\n')[0]]).toEqual([0, expect.stringContaining('Usage: npm run connector -- check <file>')])
})
