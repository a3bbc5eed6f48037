// `npm run push` before a server that answers as it likes: what is sent again and what is not, how long, in which
// order, and how a run ends early.
import { afterEach, expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import { sendJson, startHttp, startTcp, type RawServer } from '../support/raw-server.ts'
import { runCli, startCli } from '../support/run-cli.ts'
import { until } from '../support/until.ts'
import { ndjsonOf, paramsOf, resultsIn } from './push-stage.ts'

const servers: RawServer[] = []
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))

async function serve(answer: (response: ServerResponse, count: number, server: RawServer) => void): Promise<RawServer> {
  const server = await startHttp((response, count) => {
    answer(response, count, server)
  })
  servers.push(server)
  return server
}

const environment = ({ url }: RawServer) => ({ CASE_PUSH_URL: url })
const inputOf = (count: number) =>
  ndjsonOf(Array.from({ length: count }, (_, at) => paramsOf(`case-${String(at + 1)}`)))
const push = (server: RawServer, args: string[], input = inputOf(1)) =>
  runCli('push', ['--json', ...args], environment(server), input)

const DONE = {
  status: 'ok',
  connector_id: 'local',
  data: { title: 'INC1', id: 'a', url: 'http://x/', pushedDate: 'd' },
}
const errorBody = (code: string, retry: boolean) => ({ status: 'error', code, message: `words of ${code}`, retry })
const away = errorBody('servicenow_unavailable', true)
const done = (response: ServerResponse) => {
  sendJson(response, 200, DONE)
}
const caseIn = (body: string) =>
  (JSON.parse(body) as { params: { subActionParams: { savedObjectId: string } } }).params.subActionParams.savedObjectId
const casesOf = ({ requests }: RawServer) => requests.map(({ body }) => caseIn(body))

test.each<[string, (response: ServerResponse) => void]>([
  [
    '409 with retry',
    (response) => {
      sendJson(response, 409, errorBody('push_in_progress', true), { 'retry-after': '1' })
    },
  ],
  [
    '429 of the gateway',
    (response) => {
      sendJson(response, 429, { message: 'Too Many Requests' }, { 'retry-after': '0' })
    },
  ],
  [
    '503 of the gateway',
    (response) => {
      sendJson(response, 503, { message: 'Service Unavailable' })
    },
  ],
  [
    '504 with a page',
    (response) => {
      response.writeHead(504, { 'content-type': 'text/html' }).end('<h1>')
    },
  ],
  [
    'a reset',
    (response) => {
      response.socket?.resetAndDestroy()
    },
  ],
  [
    'half a body',
    (response) => {
      response.writeHead(200, { 'content-length': '99' }).write('{"sta', () => response.socket?.destroy())
    },
  ],
])('after %s the same request is sent again', async (_, trouble) => {
  const server = await serve((response, count) => {
    if (count === 1) trouble(response)
    else done(response)
  })
  const result = await push(server, [])
  expect(resultsIn(result)).toMatchObject([{ outcome: 'pushed', attempts: 2, number: 'INC1' }])
  expect(result.code).toBe(0)
  expect(result.err).toMatch(/^\(stdin\):1 {2}case-1 {2}waiting \d+ s \(\w+\): /)
  expect(server.requests[0]?.body).toBe(server.requests[1]?.body)
})

test.each([
  ['in seconds', () => '120'],
  ['as a date', () => new Date(Date.now() + 120_000).toUTCString()],
])('a Retry-After %s that is after the deadline ends the case at once, and it stays open', async (_, after) => {
  const server = await serve((response) => {
    sendJson(response, 503, away, { 'retry-after': after() })
  })
  const result = await push(server, ['--wait', '60'])
  expect(resultsIn(result)).toMatchObject([
    { outcome: 'open', code: 'servicenow_unavailable', status: 503, attempts: 1 },
  ])
  expect(result.code).toBe(3)
  expect(result.err).toContain('Run the same command again')
})

test.each([
  [503, errorBody('servicenow_unavailable', false), 'refused', 1],
  [422, errorBody('servicenow_rejected', false), 'refused', 1],
  [413, { message: 'Request Entity Too Large' }, 'refused', 1],
  [500, errorBody('misconfigured', true), 'open', 3],
])('what waiting does not change is sent once: %i %j', async (status, body, outcome, code) => {
  const server = await serve((response) => {
    sendJson(response, status, body)
  })
  const result = await push(server, [])
  expect(resultsIn(result)).toMatchObject([{ outcome, status, attempts: 1 }])
  expect(result.code).toBe(code)
})

test('what ServiceNow wrote reaches the terminal without its control characters', async () => {
  const server = await serve((response) => {
    sendJson(response, 422, { ...errorBody('servicenow_rejected', false), service_message: 'red \u001B[31m\nINC9' })
  })
  expect((await push(server, [])).err).toContain('words of servicenow_rejected: red  [31m INC9 (servicenow_rejected)')
})

test('several cases in a row that cannot be finished end the run; its input is not read on', async () => {
  const server = await serve((response) => {
    sendJson(response, 503, away, { 'retry-after': '9' })
  })
  const result = await push(server, ['--wait', '0', '--concurrency', '1'], inputOf(20))
  expect(casesOf(server)).toEqual(['case-1', 'case-2', 'case-3', 'case-4'])
  expect(result.err).toContain('no other was begun')
  expect(result.code).toBe(3)
})

test('as many cases as asked for are under way at once, but those of one id one after the other', async () => {
  const waiting: ServerResponse[] = []
  const server = await serve((response) => {
    waiting.push(response)
  })
  const input = ndjsonOf(['a', 'a', 'b', 'a', 'c', 'd', 'e'].map((id, at) => paramsOf(id, { title: String(at) })))
  const { ended } = startCli('push', ['--concurrency', '5'], environment(server), input)
  await until('five slots are taken', () => waiting.length === 3)
  expect(casesOf(server).sort()).toEqual(['a', 'b', 'c'])
  while (server.requests.length < 7 || waiting.length > 0) {
    await until('a request comes', () => waiting.length > 0)
    const ids = casesOf(server).slice(-waiting.length)
    expect(new Set(ids).size).toBe(ids.length)
    for (const response of waiting.splice(0)) done(response)
  }
  expect((await ended).code).toBe(0)
  const ofA = server.requests
    .filter(({ body }) => caseIn(body) === 'a')
    .map(({ body }) => /"title":"(\d)"/.exec(body)?.[1])
  expect(ofA).toEqual(['0', '1', '3'])
})

test('a pipe is read only as fast as cases are pushed, and pushed before it ends', async () => {
  const server = await serve((response, count) => {
    if (count <= 8) done(response) // and then never again
  })
  const file = fileURLToPath(new URL('../../cli/push.ts', import.meta.url))
  const env = { PATH: process.env['PATH'], ...COMPILE_CACHE, ...environment(server) }
  const child = spawn(process.execPath, [file], { env, stdio: ['pipe', 'ignore', 'ignore'] })
  const exited = once(child, 'exit')
  const line = ndjsonOf([paramsOf('x', { description: 'y'.repeat(10_000) })])
  let written = 0
  const writeOn = () => {
    while (written < 50_000_000 && child.stdin.write(line.replace('x', `x${String(written)}`))) written += line.length
    written += line.length
  }
  child.stdin.on('drain', writeOn).on('error', () => undefined)
  writeOn()
  await until('all slots wait', () => server.requests.length === 12)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(written).toBeLessThan(2_000_000)
  child.kill('SIGKILL')
  await exited
})

test('Ctrl-C ends the waiting, says what is open, and begins no other case', async () => {
  const server = await serve((response, count) => {
    if (count === 1) done(response)
    else sendJson(response, 503, away, { 'retry-after': '60' })
  })
  const { ended, interrupt } = startCli('push', ['--concurrency', '1'], environment(server), inputOf(5))
  await until('the second is answered', () => server.requests.length === 2)
  await new Promise((resolve) => setTimeout(resolve, 200))
  interrupt()
  const { code, out, err } = await ended
  expect(code).toBe(130)
  expect(out).toBe('INC1  http://x/  case-1\n')
  expect(err).toContain('(stdin):2  case-2  not finished: words of servicenow_unavailable')
  expect(err).toContain('1 pushed, 1 not finished')
  expect(err).toContain('Stopped: no other case was begun.')
  expect(casesOf(server)).toEqual(['case-1', 'case-2'])
})

test('another Ctrl-C ends the process though a request is under way', async () => {
  const server = await serve(() => undefined)
  const { ended, interrupt } = startCli('push', [], environment(server), inputOf(1))
  await until('the request is there', () => server.requests.length === 1)
  interrupt()
  await new Promise((resolve) => setTimeout(resolve, 600))
  interrupt()
  const { code, err } = await ended
  expect(code).toBe(130)
  expect(err).not.toContain('not finished') // no summary: nothing was waited for
})

test('the key goes to no other address: a redirect is not followed', async () => {
  const other = await serve(done)
  const server = await serve((response) => {
    response.writeHead(307, { location: other.url }).end()
  })
  const { code, err } = await push(server, [])
  expect([code, other.requests]).toEqual([2, []])
  expect(err).toContain('is not the address of case-push: it answered 307')
})

test('an answer that is not of case-push is no success', async () => {
  const server = await serve((response) => {
    sendJson(response, 200, { status: 'ok', data: { title: 'INC1' } })
  })
  expect((await push(server, [])).code).toBe(2)
})

test('an address that has answered before is tried again when nothing listens there', async () => {
  const server = await serve((response, count) => {
    if (count === 1) done(response)
    else void server.close()
  })
  const result = await push(server, ['--concurrency', '1', '--wait', '2'], inputOf(2))
  expect(resultsIn(result)).toMatchObject([{ outcome: 'pushed' }, { outcome: 'open', code: 'no_answer' }])
  expect(result.code).toBe(3)
})

test('a server that does not speak HTTPS is told in a sentence', async () => {
  const server = await startTcp((socket) => socket.end('hello\n'), 'https')
  servers.push(server)
  const { code, err } = await push(server, ['--key', 'a', '--wait', '1'])
  expect([code, err.trim()]).toEqual([2, `${server.url} cannot be reached: it does not speak https.`])
})
