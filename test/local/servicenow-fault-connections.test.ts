// What faults do to connections and to time: resets, silence, halves, late writes.
import { Agent, get } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import * as v from 'valibot'
import { startServiceNow, type Fault, type ServiceNow } from '../../local/servicenow/server.ts'
import { call, jsonHeaders, sysIdOf, type Reply } from './table-client.ts'

let serviceNow: ServiceNow
let incidents: string

beforeAll(async () => {
  serviceNow = await startServiceNow()
  incidents = `${serviceNow.url}/api/now/v2/table/incident`
})
beforeEach(() => {
  serviceNow.clear()
  serviceNow.clearFaults()
  serviceNow.clearRequests()
})
afterAll(() => serviceNow.close())

const create = (): Promise<Reply> =>
  call(incidents, { method: 'POST', body: { short_description: 'Ransomware', work_notes: 'note' } })

/** How many journal entries each incident has. */
const stored = (): number[] => serviceNow.incidents().map(({ journal }) => journal.length)

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(2)
}

const networkError = v.object({ cause: v.object({ code: v.string() }) })

/** The system's code under fetch's wrapper, ECONNRESET above all. */
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
])('%j resets the connection, incidents then: %j', async (fault, expected) => {
  serviceNow.addFault({ fault })
  expect(await failureCode(create())).toBe('ECONNRESET')
  await wait(20)
  expect(stored()).toEqual(expected)
})

test.each([
  [false, []],
  [true, [1]],
])('half a body and a reset, commit %s', async (commit, expected) => {
  serviceNow.addFault({ fault: { kind: 'mid-body', commit } })
  const response = await fetch(incidents, { method: 'POST', body: '{"work_notes":"a"}', headers: jsonHeaders })
  expect(response.status).toBe(201)
  expect(await failureCode(response.text())).toMatch(/ECONNRESET|UND_ERR_SOCKET/)
  expect(stored()).toEqual(expected)
})

test.each([
  [false, []],
  [true, [1]],
])('a request that hangs is never answered, commit %s', async (commit, expected) => {
  serviceNow.addFault({ fault: { kind: 'hang', commit } })
  const caller = new AbortController()
  const unanswered = fetch(incidents, {
    method: 'POST',
    body: '{"work_notes":"a"}',
    headers: jsonHeaders,
    signal: caller.signal,
  })
  const aborted = expect(unanswered).rejects.toThrow(/given up/)
  await until(() => serviceNow.requests().length === 1)
  await wait(40)
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

test('a late update comes late, too, and not at all once the tables were emptied', async () => {
  const id = sysIdOf(await create())
  serviceNow.addFault({ times: 2, fault: { kind: 'late-commit', delayMs: 20, answer: 'reset' } })
  await failureCode(call(`${incidents}/${id}`, { method: 'PATCH', body: { comments: 'late' } }))
  expect(stored()).toEqual([1])
  await until(() => stored()[0] === 2)
  await failureCode(create())
  serviceNow.clear()
  await wait(40)
  expect(stored()).toEqual([])
})

test('a slow answer is the right one; the write was done before the wait', async () => {
  serviceNow.addFault({ fault: { kind: 'slow', delayMs: 80 } })
  const started = Date.now()
  let isAnswered = false
  const reply = create().finally(() => {
    isAnswered = true
  })
  await until(() => serviceNow.incidents().length === 1)
  expect(isAnswered).toBe(false)
  expect((await reply).status).toBe(201)
  expect(Date.now() - started).toBeGreaterThanOrEqual(79)
})

test('an endless body goes on until its reader stops', async () => {
  serviceNow.addFault({ fault: { kind: 'endless' } })
  const size = await new Promise<number>((resolve, reject) => {
    get(incidents, { headers: jsonHeaders }, (response) => {
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

test('a connection closed while idle was said to be kept alive', async () => {
  const agent = new Agent({ keepAlive: true })
  const headersOfGet = (): Promise<[connection: string | undefined, isClosed: Promise<boolean>]> =>
    new Promise((resolve, reject) => {
      get(incidents, { agent, headers: jsonHeaders }, (response) => {
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
