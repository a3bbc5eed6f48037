// What faults do to connections and to time: resets, silence, half a body, late writes.
import { Agent, get } from 'node:http'
import { expect, test } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import { createIncident, journalLengths, openFreshServiceNow, until } from '../open-servicenow.ts'
import { call, jsonHeaders, sysIdOf } from '../table-client.ts'
import type { Fault } from '../../../../local/servicenow/server.ts'

const serviceNow = await openFreshServiceNow()
const { incidentsUrl } = serviceNow

const create = () => createIncident(serviceNow)
const stored = () => journalLengths(serviceNow)

const networkError = v.object({ cause: v.object({ code: v.string() }) })

/** The system's code under fetch's own error, e.g. ECONNRESET. */
async function failureCode(reply: Promise<unknown>): Promise<string> {
  const error: unknown = await reply.then(
    () => 'no failure',
    (reason: unknown) => reason,
  )
  return v.parse(networkError, error).cause.code
}

test.each<[Fault, number[]]>([
  [{ kind: 'reset' }, []],
  [{ kind: 'reset', commit: true }, [1]],
  [{ kind: 'late-commit', delayMs: 0, answer: 'reset' }, [1]],
])('%j resets the connection; journal entries of each incident then: %j', async (fault, expected) => {
  serviceNow.addFault({ fault })
  expect(await failureCode(create())).toBe('ECONNRESET')
  await sleep(20)
  expect(stored()).toEqual(expected)
})

test.each([
  [false, []],
  [true, [1]],
])('half a body is followed by a reset; commit: %s', async (commit, expected) => {
  serviceNow.addFault({ fault: { kind: 'mid-body', commit } })
  const response = await fetch(incidentsUrl, { method: 'POST', body: '{"work_notes":"a"}', headers: jsonHeaders })
  expect(response.status).toBe(201)
  expect(await failureCode(response.text())).toMatch(/ECONNRESET|UND_ERR_SOCKET/)
  expect(stored()).toEqual(expected)
})

test.each([
  [false, []],
  [true, [1]],
])('a request that hangs is never answered; commit: %s', async (commit, expected) => {
  serviceNow.addFault({ fault: { kind: 'hang', commit } })
  const caller = new AbortController()
  const unanswered = fetch(incidentsUrl, {
    method: 'POST',
    body: '{"work_notes":"a"}',
    headers: jsonHeaders,
    signal: caller.signal,
  })
  const aborted = expect(unanswered).rejects.toThrow(/given up/)
  await until(() => serviceNow.requests().length === 1)
  await sleep(40)
  caller.abort(new Error('given up'))
  await aborted
  expect(stored()).toEqual(expected)
})

test('a late commit appears after its delay, and its journal rows later still', async () => {
  serviceNow.addFault({ fault: { kind: 'late-commit', delayMs: 60, answer: 'reset', journalDelayMs: 60 } })
  await failureCode(create())
  expect(stored()).toEqual([])
  await until(() => stored().length > 0)
  expect(stored()).toEqual([0])
  await until(() => stored()[0] === 1)
})

test('a late update appears after its delay too, and never after the tables were cleared', async () => {
  const id = sysIdOf(await create())
  serviceNow.addFault({ times: 2, fault: { kind: 'late-commit', delayMs: 20, answer: 'reset' } })
  await failureCode(call(`${incidentsUrl}/${id}`, { method: 'PATCH', body: { comments: 'late' } }))
  expect(stored()).toEqual([1])
  await until(() => stored()[0] === 2)
  await failureCode(create())
  serviceNow.clear()
  await sleep(40)
  expect(stored()).toEqual([])
})

test('a slow answer is the right one; the write came before the wait', async () => {
  serviceNow.addFault({ fault: { kind: 'slow', delayMs: 80 } })
  const startMs = Date.now()
  let isAnswered = false
  const reply = create().finally(() => {
    isAnswered = true
  })
  await until(() => serviceNow.incidents().length === 1)
  expect(isAnswered).toBe(false)
  expect((await reply).status).toBe(201)
  expect(Date.now() - startMs).toBeGreaterThanOrEqual(79)
})

test('an endless body continues until its reader stops', async () => {
  serviceNow.addFault({ fault: { kind: 'endless' } })
  const size = await new Promise<number>((resolve, reject) => {
    get(incidentsUrl, { headers: jsonHeaders }, (response) => {
      let read = 0
      response.on('data', (chunk: Buffer) => {
        read += chunk.length
        if (read > 1_000_000) response.destroy()
      })
      response.once('close', () => {
        resolve(read)
      })
    }).once('error', reject)
  })
  expect(size).toBeGreaterThan(1_000_000)
})

test('close-idle closes a connection although its answer announced keep-alive', async () => {
  const agent = new Agent({ keepAlive: true })
  const headersOfGet = (): Promise<[connection: string | undefined, isClosed: Promise<boolean>]> =>
    new Promise((resolve, reject) => {
      get(incidentsUrl, { agent, headers: jsonHeaders }, (response) => {
        const isClosed = new Promise<boolean>((settle) => {
          response.socket.once('close', () => {
            settle(true)
          })
          setTimeout(settle, 60, false)
        })
        response.resume().once('end', () => {
          resolve([response.headers.connection, isClosed])
        })
      }).once('error', reject)
    })
  const [kept, isKeptClosed] = await headersOfGet()
  expect([kept, await isKeptClosed]).toEqual(['keep-alive', false])
  serviceNow.addFault({ fault: { kind: 'close-idle' } })
  const [closed, isClosedClosed] = await headersOfGet()
  expect([closed, await isClosedClosed]).toEqual(['keep-alive', true])
  agent.destroy()
})
