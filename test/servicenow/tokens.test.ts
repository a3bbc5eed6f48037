// The tokens of a process: how long one is used, who shares one, and whose time counts while it is asked for.
import { afterEach, expect, test } from '@jest/globals'
import type { ServerResponse } from 'node:http'
import { createTokens } from '../../lib/servicenow/credentials/tokens.ts'
import { sendJson, startHttp, type RawServer } from '../support/raw-server.ts'
import { rejectionOf } from '../support/thrown.ts'
import { until } from '../support/until.ts'
import { BUDGET, T } from './exchange-request.ts'

const clock = { time: T, now: () => clock.time }
let server: RawServer
afterEach(async () => {
  clock.time = T
  await server.close()
})

/** An endpoint whose tokens are numbered: `t1`, `t2`, … */
async function open(life: object = { expires_in: 1_800 }) {
  server = await startHttp((response, count) => {
    issue(response, count, life)
  })
  return createTokens(clock)
}

function issue(response: ServerResponse, count: number, life: object = { expires_in: 1_800 }): void {
  sendJson(response, 200, { access_token: `t${count}`, token_type: 'Bearer', ...life })
}

/** An endpoint that leaves each request waiting until `answers[n]` is called. */
async function openWaiting() {
  const answers: (() => void)[] = []
  server = await startHttp((response, count) => {
    answers.push(() => {
      issue(response, count)
    })
  })
  return { tokens: createTokens(clock), answers }
}

const login = { kind: 'client_credentials', clientId: 'a', clientSecret: 'b' } as const
const applicant = () => ({ apiUrl: server.url, login })

test.each<[string, unknown, number]>([
  ['half an hour less the margin of a minute', 1_800, 1_740_000],
  ['a short rest of its life less a tenth', 50, 45_000],
  ['a rest below a second', 0.5, 450],
  ['a number in quotes', '1800', 1_740_000],
  ['a year: an hour', 31_536_000, 3_540_000],
  ['beyond all numbers: an hour', 1e308, 3_540_000],
  ['missing: a minute', undefined, 54_000],
  ['null: a minute', null, 54_000],
  ['a word: a minute', 'soon', 54_000],
  ['an object: a minute', {}, 54_000],
])('how long a token is used: %s', async (_, expiresIn, usedMs) => {
  const tokens = await open({ expires_in: expiresIn })
  expect(await tokens.tokenFor(applicant(), BUDGET)).toBe('t1')
  const budget = { startByMs: T + usedMs + 20_000, untilMs: T + usedMs + 21_000, limitMs: 20_000 }
  clock.time = T + usedMs - 1
  expect(await tokens.tokenFor(applicant(), budget)).toBe('t1')
  clock.time = T + usedMs
  expect(await tokens.tokenFor(applicant(), budget)).toBe('t2')
})

test.each([0, -1, '0'])('a token that lives %j s serves one call', async (expiresIn) => {
  const tokens = await open({ expires_in: expiresIn })
  expect(await tokens.tokenFor(applicant(), BUDGET)).toBe('t1')
  expect(await tokens.tokenFor(applicant(), BUDGET)).toBe('t2')
})

test('other credentials and other instances never get the token of these', async () => {
  const tokens = await open()
  const { apiUrl } = applicant()
  const others = [
    { apiUrl: apiUrl.replace('127.0.0.1', 'localhost'), login },
    { apiUrl, login: { ...login, clientSecret: 'c' } },
    { apiUrl, login: { ...login, clientId: 'c' } },
  ]
  expect(await tokens.tokenFor(applicant(), BUDGET)).toBe('t1')
  for (const [at, other] of others.entries()) expect(await tokens.tokenFor(other, BUDGET)).toBe(`t${at + 2}`)
  expect(await tokens.tokenFor(applicant(), BUDGET)).toBe('t1')
})

test('a forgotten token is asked for again, and one that came since stays', async () => {
  const tokens = await open()
  expect(await tokens.tokenFor(applicant(), BUDGET)).toBe('t1')
  tokens.forget('t1')
  expect(await tokens.tokenFor(applicant(), BUDGET)).toBe('t2')
  tokens.forget('t1')
  expect(await tokens.tokenFor(applicant(), BUDGET)).toBe('t2')
})

test('ten callers at one moment share one request, and its failure', async () => {
  const { tokens, answers } = await openWaiting()
  const ten = () => Promise.allSettled(Array.from({ length: 10 }, () => tokens.tokenFor(applicant(), BUDGET)))
  const first = ten()
  await until('a request came', () => answers.length === 1)
  server.connections.forEach((socket) => socket.resetAndDestroy())
  expect(new Set((await first).map(({ status }) => status))).toEqual(new Set(['rejected']))
  const second = ten()
  await until('a request came', () => answers.length === 2)
  answers[1]?.()
  expect(new Set((await second).map((settled) => settled.status === 'fulfilled' && settled.value))).toEqual(
    new Set(['t2']),
  )
})

test('a caller with less time gives up alone, and cancels nothing', async () => {
  const { tokens, answers } = await openWaiting()
  const patient = tokens.tokenFor(applicant(), BUDGET)
  await until('a request came', () => answers.length === 1)
  const hurried = tokens.tokenFor(applicant(), { ...BUDGET, startByMs: T + 20 })
  expect(await rejectionOf(hurried)).toMatchObject({
    code: 'servicenow_unavailable',
    reason: 'timeout',
    effect: 'none',
  })
  answers[0]?.()
  expect(await patient).toBe('t1')
  expect(server.requests).toHaveLength(1)
})

test('a caller with more time is not failed by one whose time runs out: it asks itself', async () => {
  const { tokens, answers } = await openWaiting()
  const hurried = rejectionOf(tokens.tokenFor(applicant(), { ...BUDGET, startByMs: T + 50 }))
  const patient = [tokens.tokenFor(applicant(), BUDGET), tokens.tokenFor(applicant(), BUDGET)]
  expect(await hurried).toMatchObject({ reason: 'timeout', effect: 'none' })
  await until('a request came', () => answers.length === 2)
  answers[1]?.()
  expect(await Promise.all(patient)).toEqual(['t2', 't2'])
})

test('a caller whose own time has passed meanwhile does not ask itself', async () => {
  const { tokens } = await openWaiting()
  const hurried = rejectionOf(tokens.tokenFor(applicant(), { ...BUDGET, startByMs: T + 50 }))
  const patient = rejectionOf(tokens.tokenFor(applicant(), BUDGET))
  clock.time = BUDGET.startByMs
  expect((await hurried).effect).toBe('none')
  expect(await patient).toBe(await hurried)
})

test('without time to begin nothing is asked', async () => {
  const tokens = await open()
  clock.time = BUDGET.startByMs + 1
  expect(await rejectionOf(tokens.tokenFor(applicant(), BUDGET))).toMatchObject({ code: 'push_incomplete' })
  expect(server.requests).toEqual([])
})
