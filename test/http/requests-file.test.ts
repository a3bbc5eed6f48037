// Every request of requests.http, sent to the embedded stack as an editor sends it: each gets the status that its line
// `expects` names.
import { afterAll, expect, test } from '@jest/globals'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startStack } from '../../local/stack.ts'
import { COMPILE_CACHE } from '../support/compile-cache.ts'

const ROOT = new URL('../../', import.meta.url)
const [HEAD = '', ...BLOCKS] = (await readFile(new URL('requests.http', ROOT), 'utf8')).split(/^### /m)
const VARIABLES = new Map(
  [...HEAD.matchAll(/^@(\w+) = (.+)$/gm)].map(([, name = '', value = '']) => [name, value] as const),
)

const directory = await mkdtemp(join(tmpdir(), 'case-push-'))
Object.assign(process.env, COMPILE_CACHE)
const stack = await startStack({
  ports: { api: 0, servicenow: 0, secrets: 0, dynamodb: 0, lambda: 0 },
  dataDir: join(directory, 'data'),
  connectorsDir: join(directory, 'connectors'),
  apiKeysFile: join(directory, 'api-keys.json'),
})
afterAll(async () => {
  await stack.close()
  await rm(directory, { recursive: true })
})

/** A block with its variables filled in, in the parts that both editors know. */
function parse(block: string) {
  const filled = block.replace(/\{\{(\w+)\}\}/g, (_, name: string) => VARIABLES.get(name) ?? `no variable ${name}`)
  const [head = '', ...body] = filled.trimEnd().split('\n\n')
  const [title = '', expected = '', request = '', ...headers] = head.split('\n')
  const [method = '', url = ''] = request.split(' ')
  return {
    title,
    status: Number(/^# expects (\d{3})$/.exec(expected)?.[1]),
    method,
    url,
    headers: headers.map((line) => line.split(': ') as [string, string]),
    body: body.join('\n\n'),
  }
}

async function send({ method, url, headers, body }: ReturnType<typeof parse>) {
  const file = /^< (\S+)$/.exec(body)?.[1]
  const text = file === undefined ? body : await readFile(new URL(file, ROOT), 'utf8')
  return fetch(url, { method, headers, ...(text === '' ? {} : { body: text }) })
}

test('every request gets its documented status from the embedded stack', async () => {
  expect([VARIABLES.get('host'), VARIABLES.get('servicenow')]).toEqual([
    'http://127.0.0.1:3000',
    'http://127.0.0.1:3001',
  ])
  VARIABLES.set('host', stack.apiUrl).set('servicenow', stack.servicenowUrl).set('bus', stack.secretsManagerUrl)
  const told: string[] = []
  for (const block of BLOCKS) {
    const request = parse(block)
    const answer = await send(request)
    const text = await answer.text()
    if (answer.status !== request.status) told.push(`${request.title}: ${String(answer.status)} ${text}`)
    const id = /"data":\{"title":"INC\d+","id":"(\w+)"/.exec(text)?.[1]
    if (told.length === 0 && block === BLOCKS[0]) VARIABLES.set('incident', id ?? 'none')
  }
  expect(told).toEqual([])
  expect(BLOCKS.length).toBeGreaterThan(15)
})

test('the pushes of requests.http leave one incident for each case, also where an answer was lost', async () => {
  const incidents = (await (await fetch(`${stack.servicenowUrl}/stand-in/incidents`)).json()) as Record<
    string,
    string
  >[]
  const cases = incidents.map(({ correlation_id }) => correlation_id).sort()
  expect(cases).toEqual(['c1472f70-732a-11ea-a0b2-c51ea50a58e2', 'lost-answer', 'rule-1:alert-1'])
})
