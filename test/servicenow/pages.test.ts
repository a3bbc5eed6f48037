// A list of ServiceNow page by page: two side by side, to the end, and no row lost on the way.
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { pagesOf, type Page } from '../../lib/servicenow/pages.ts'
import { sendJson, startHttp, type RawServer } from '../support/raw-server.ts'
import { clientAt, pageAsked, pageOf } from '../support/servicenow-access.ts'
import { rejectionOf } from '../support/thrown.ts'
import { until } from '../support/until.ts'

const NOW = Date.parse('2026-11-23T10:00:00Z')
const BUDGET = { startByMs: NOW + 10_000, untilMs: NOW + 20_000, limitMs: 10_000 }
const LIMIT = 30
let server: RawServer
afterEach(() => server.close())

type Row = { sys_id: string }
const rows = (count: number): Row[] => Array.from({ length: count }, (_, k) => ({ sys_id: `row ${String(k)}` }))

/** Where the pages are the halves of a list: the server answers with what `answer` makes of each request. */
async function serve(answer: (response: ServerResponse, url: string | undefined) => void): Promise<void> {
  server = await startHttp((response, count) => {
    answer(response, server.requests[count - 1]?.url)
  })
}

const send = (response: ServerResponse, result: readonly Row[]) => {
  sendJson(response, 200, { result })
}

const isFirst = (url: string | undefined) => pageAsked(url).offset === 0

type Held = { response: ServerResponse; url: string | undefined }

/** Answers the first two requests when both are under way, by their place in the list, and later ones as they come. */
function servePair(
  answer: (first: Held, second: Held) => void,
  answerLater: (later: Held) => void = ({ response }) => {
    send(response, [])
  },
): Promise<void> {
  const held: Held[] = []
  return serve((response, url) => {
    held.push({ response, url })
    const [one, other] = held
    if (one === undefined || other === undefined) return
    if (held.length > 2) answerLater({ response, url })
    else if (isFirst(url)) answer(other, one)
    else answer(one, other)
  })
}

const page: Page<Row> = async (offset, limit) => {
  const query = { sysparm_offset: String(offset), sysparm_limit: String(limit) }
  const client = clientAt(server.url, { now: () => NOW })
  return (await client({ method: 'GET', table: 'incident', query, budget: BUDGET })) as Row[]
}

/** The ids of all rows that were read, each once. */
async function readAll(isLast: (read: readonly Row[]) => boolean = () => false): Promise<Set<string>> {
  const seen = new Set<string>()
  for await (const read of pagesOf(page, LIMIT, isLast)) for (const { sys_id } of read) seen.add(sys_id)
  return seen
}

const idsOf = (list: readonly Row[]) => new Set(list.map(({ sys_id }) => sys_id))

const reject = (response: ServerResponse) => {
  sendJson(response, 400, { error: { message: 'no', detail: null }, status: 'failure' })
}

test('two pages are under way at the same time, and the second, empty, is the end', async () => {
  await servePair((first, second) => {
    send(second.response, [])
    send(first.response, rows(3))
  })
  expect(await readAll()).toEqual(idsOf(rows(3)))
  expect(server.requests).toHaveLength(2)
})

test.each([0, 1, 19, 20, 21, 29, 30, 31, 49, 50, 51, 200])('of %d rows all are read', async (count) => {
  await serve((response, url) => {
    send(response, pageOf(url, rows(count)))
  })
  expect(await readAll()).toEqual(idsOf(rows(count)))
})

test('no page is asked for after the last of interest', async () => {
  await serve((response, url) => {
    send(response, pageOf(url, rows(1_000)))
  })
  const seen = await readAll((read) => read.some(({ sys_id }) => sys_id === 'row 29'))
  expect(seen).toEqual(idsOf(rows(30)))
  expect(server.requests).toHaveLength(2)
})

test('a page of which an ACL hides every row is not the end', async () => {
  await serve((response, url) => {
    send(response, isFirst(url) ? [] : pageOf(url, rows(90)))
  })
  expect((await readAll()).has('row 89')).toBe(true)
})

test.each([0, 1])('when one of two pages fails, the other is waited for (%d)', async (failing) => {
  let other: ServerResponse | undefined
  await servePair((...pair) => {
    for (const [at, { response }] of pair.entries()) {
      if (at === failing) reject(response)
      else other = response
    }
  })
  let isOver = false
  const reading = rejectionOf(readAll()).finally(() => {
    isOver = true
  })
  await until('the failure', () => other !== undefined)
  await sleep(100)
  expect(isOver).toBe(false)
  if (other !== undefined) send(other, rows(1))
  expect(await reading).toMatchObject({ code: 'servicenow_rejected' })
})

test('a page that fails behind the last one of interest does no harm', async () => {
  await servePair((first, second) => {
    reject(second.response)
    send(first.response, rows(LIMIT))
  })
  expect(await readAll(() => true)).toEqual(idsOf(rows(LIMIT)))
})

const older = rows(100)
const newer = Array.from({ length: 10 }, (_, k) => ({ sys_id: `new ${String(k)}` }))

/** A list that changes once one of the first two pages has been answered; the other sees the change. */
async function serveChanging(before: readonly Row[], after: readonly Row[], early: 'first' | 'second'): Promise<void> {
  await servePair(
    (first, second) => {
      const [one, other] = early === 'first' ? [first, second] : [second, first]
      send(one.response, pageOf(one.url, before))
      send(other.response, pageOf(other.url, after))
    },
    ({ response, url }) => {
      send(response, pageOf(url, after))
    },
  )
}

test.each(['first', 'second'] as const)(
  'no row is lost when others are written after the %s of two pages was answered',
  async (early) => {
    await serveChanging(older, [...newer, ...older], early)
    const seen = await readAll()
    expect([...idsOf(older)].filter((id) => !seen.has(id))).toEqual([])
  },
)

test.each(['first', 'second'] as const)(
  'no row is lost when others are deleted after the %s of two pages was answered',
  async (early) => {
    await serveChanging([...newer, ...older], older, early)
    const seen = await readAll()
    expect([...idsOf(older)].filter((id) => !seen.has(id))).toEqual([])
  },
)
