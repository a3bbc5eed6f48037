// After a write whose answer left its outcome open: what is kept, what is looked for, and how the push goes on.
import { describe, expect, test } from '@jest/globals'
import { PushError, type Effect, type PushErrorCode } from '../../lib/errors.ts'
import { LOOK_MARGIN_MS, type CaseRecord } from '../../lib/push/case-record.ts'
import { doubtAboutWrite } from '../../lib/push/doubts.ts'
import type { Create, Update, Write } from '../../lib/push/next-write.ts'
import { resolveOutcome } from '../../lib/push/resolve-outcome.ts'
import { INCIDENT, NOW_MS, commentOf, knownOf, planOf, pushOf } from './given.ts'
import { ended, notedIncidents, type Held } from './noted-incidents.ts'

const ONE = commentOf('c1')
const ENTRY = { digest: ONE.digest, createdAtMs: NOW_MS + 9_000 }
const SENT_AT_MS = NOW_MS - 2_000
const PLAN = planOf({ version: 7, comments: [ONE] })

const CREATE: Create = { kind: 'create', columns: {}, fields: { short_description: 'f' }, comments: [ONE] }
const FIELDS: Update = {
  kind: 'update',
  incidentId: 'i1',
  columns: { short_description: 'Phishing', impact: '1' },
  conditional: {},
  fields: { short_description: 'f' },
  comments: [],
}
const NOTE: Update = { ...FIELDS, columns: { work_notes: ONE.text }, fields: undefined, comments: [ONE] }

const failure = (effect: Effect, code: PushErrorCode = 'servicenow_unavailable') =>
  new PushError(code, { effect, sentAtMs: SENT_AT_MS })
const ENDED = failure('ended')
const FINAL = failure('ended', 'servicenow_rejected')
const OPEN = failure('open')
const UNKNOWN = { code: 'outcome_unknown', retryAfterS: 73 }

async function resolve(write: Write, error: PushError, held: Held = {}, record: Partial<CaseRecord> = {}) {
  const { incidents, calls } = notedIncidents(held)
  const push = pushOf(PLAN, { incidents })
  const ownDoubt = doubtAboutWrite(push, write, SENT_AT_MS)
  const result = await ended(resolveOutcome(push, knownOf(push, record), write, error))
  expect(result.yielded[0]?.ownDoubt).toEqual(ownDoubt)
  return { ...result, calls, ownDoubt, last: result.yielded.at(-1) }
}

describe('a create', () => {
  const search = `find case-1 ${String(-2_000 - LOOK_MARGIN_MS)}`

  test('that is found with its comment was done', async () => {
    const { returned, calls } = await resolve(CREATE, OPEN, { created: 'i9', journal: [ENTRY] })
    expect(returned).toMatchObject({ ownDoubt: undefined, unwritten: [] })
    expect(returned?.record).toMatchObject({ incident: { id: 'i9' }, fields: { short_description: ['f'] }, version: 7 })
    expect(calls).toEqual([search, 'journal i9 work_notes'])
  })

  test('without a comment needs no look at the journal', async () => {
    const { returned, calls } = await resolve({ ...CREATE, comments: [] }, OPEN, { created: 'i9' })
    expect(returned?.record).toMatchObject({ incident: { id: 'i9' }, fields: { short_description: ['f'] } })
    expect(calls).toEqual([search])
  })

  test('that ended without its comment goes on with the comment', async () => {
    const { returned } = await resolve(CREATE, FINAL, { created: 'i9' })
    expect(returned).toMatchObject({ ownDoubt: undefined, unwritten: [ONE] })
    expect(returned?.record).toMatchObject({
      incident: { id: 'i9' },
      fields: { short_description: ['f'] },
      version: 7,
      comments: [],
    })
  })

  test('whose comment may still appear stays in doubt, with its incident recorded', async () => {
    const { thrown, last, ownDoubt } = await resolve(CREATE, OPEN, { created: 'i9' })
    expect(thrown).toMatchObject(UNKNOWN)
    expect(last).toMatchObject({ ownDoubt, unwritten: [ONE], record: { incident: { id: 'i9' }, comments: [] } })
  })

  test('that is not found and may still run stays in doubt', async () => {
    const { thrown, last, ownDoubt } = await resolve(CREATE, OPEN)
    expect(thrown).toMatchObject(UNKNOWN)
    expect(last).toMatchObject({ ownDoubt, record: { comments: [], doubts: [] } })
    expect(last?.record.incident).toBeUndefined()
  })

  test('that ended and is not found in two looks was not done: its own error is the answer', async () => {
    const { thrown, last, calls } = await resolve(CREATE, FINAL)
    expect(thrown).toBe(FINAL)
    expect(last?.ownDoubt).toBeUndefined()
    expect(calls).toEqual([search, search])
  })

  test('that ended may be found by the second look, since a read replica may be behind', async () => {
    const { returned } = await resolve(CREATE, FINAL, { created: 'i9', journal: [ENTRY], missing: { find: 1 } })
    expect(returned).toMatchObject({ unwritten: [], record: { incident: { id: 'i9' } } })
  })

  test('that ended may be found by the first look, and its comment by the second', async () => {
    const { returned } = await resolve(CREATE, FINAL, { created: 'i9', journal: [ENTRY], missing: { journal: 1 } })
    expect(returned).toMatchObject({ unwritten: [], record: { incident: { id: 'i9' } } })
  })

  test('that may still run is looked for once, since missing proves nothing', async () => {
    expect((await resolve(CREATE, OPEN)).calls).toEqual([search])
  })
})

describe('an update of fields alone', () => {
  const record = { incident: INCIDENT, fields: { short_description: ['before'] }, version: 3 }
  const equal = { short_description: ' Phishing\r\n', impact: '1' }

  test('that ended was done when every column has its value', async () => {
    const { returned, calls } = await resolve(FIELDS, FINAL, { incidents: { i1: equal } }, record)
    expect(returned?.record).toMatchObject({ fields: { short_description: ['f'] }, version: 7 })
    expect(returned?.ownDoubt).toBeUndefined()
    expect(calls).toEqual(Array(2).fill('read i1 short_description,impact'))
  })

  test('that ended is not proved by values that a read replica still shows from before', async () => {
    const incidents = { i1: equal as Record<string, string> }
    const pushed = resolve(
      FIELDS,
      FINAL,
      { incidents, afterRead: () => (incidents.i1 = { ...equal, impact: '2' }) },
      record,
    )
    expect((await pushed).thrown).toBe(FINAL)
  })

  test.each([
    ['another value', { ...equal, impact: '2' }],
    ['no readable value', { short_description: 'Phishing' }],
  ])('that ended with %s in a column was not done, and its fields are in doubt', async (_name, columns) => {
    const { thrown, last } = await resolve(FIELDS, FINAL, { incidents: { i1: columns } }, record)
    expect(thrown).toBe(FINAL)
    expect(last).toMatchObject({
      ownDoubt: undefined,
      record: { fields: { short_description: ['before', 'f'] }, version: 7 },
    })
  })

  test('that may still run is not proved by equal values', async () => {
    const { thrown, last, ownDoubt } = await resolve(FIELDS, OPEN, { incidents: { i1: equal } }, record)
    expect(thrown).toMatchObject(UNKNOWN)
    expect(last).toMatchObject({ ownDoubt, record: { fields: { short_description: ['before'] }, version: 3 } })
  })

  test('of an incident that is gone was not done', async () => {
    const { thrown, calls } = await resolve(FIELDS, FINAL, {}, record)
    expect(thrown).toBe(FINAL)
    expect(calls).toHaveLength(2)
  })
})

describe('an update with a comment', () => {
  const record = { incident: INCIDENT, fields: { short_description: ['before'] }, version: 3 }
  const there = { incidents: { i1: {} } }

  test.each([OPEN, FINAL])('was done when its entry stands in the journal, which dates it', async (error) => {
    const { returned, calls } = await resolve(NOTE, error, { ...there, journal: [ENTRY] }, record)
    expect(returned?.record).toMatchObject({
      incident: { pushedAtMs: NOW_MS + 9_000 },
      fields: { short_description: ['before'] },
      comments: [{ commentId: 'c1', pushedAtS: NOW_MS / 1000 + 9 }],
    })
    expect(calls).toEqual(['read i1 ', 'journal i1 work_notes'])
  })

  test('and fields was done with them', async () => {
    const write = { ...FIELDS, columns: { ...FIELDS.columns, work_notes: ONE.text }, comments: [ONE] }
    const { returned, calls } = await resolve(write, OPEN, { ...there, journal: [ENTRY] }, record)
    expect(returned?.record).toMatchObject({ fields: { short_description: ['f'] }, version: 7 })
    expect(calls[0]).toBe('read i1 short_description,impact')
  })

  test('that ended without an entry was not done, and leaves the fields as they are', async () => {
    const { thrown, last } = await resolve(NOTE, ENDED, there, record)
    expect(thrown).toBe(ENDED)
    expect(last).toMatchObject({
      ownDoubt: undefined,
      record: { fields: { short_description: ['before'] }, version: 3, comments: [] },
    })
  })

  test('that may still run stays in doubt', async () => {
    const { thrown, last, ownDoubt } = await resolve(NOTE, OPEN, there, record)
    expect(thrown).toMatchObject(UNKNOWN)
    expect(last?.ownDoubt).toEqual(ownDoubt)
  })
})

describe('when the look fails', () => {
  const lookFails = (code: PushErrorCode) => ({ lookFails: new PushError(code) })

  test.each<[string, PushError, PushErrorCode]>([
    ['an error that is worth a retry', ENDED, 'servicenow_unavailable'],
    ['a final error, if the user may not look', FINAL, 'servicenow_unauthorized'],
    ['a final error, if ServiceNow rejects the look', FINAL, 'servicenow_rejected'],
    ['a final error, if the journal cannot be read', FINAL, 'misconfigured'],
  ])('%s is the answer, and the write stays in doubt', async (_name, error, code) => {
    const { thrown, last, ownDoubt } = await resolve(CREATE, error, lookFails(code))
    expect(thrown).toBe(error)
    expect(last?.ownDoubt).toEqual(ownDoubt)
  })

  test.each<[string, PushError, Held]>([
    ['a final error waits for a better look', FINAL, lookFails('servicenow_unavailable')],
    ['a final error waits, whatever broke the look', FINAL, { lookFails: new TypeError('broken') }],
    ['a write that may still run is unknown', OPEN, lookFails('servicenow_unauthorized')],
  ])('%s', async (_name, error, held) => {
    const { thrown, last, ownDoubt } = await resolve(CREATE, error, held)
    expect(thrown).toMatchObject(UNKNOWN)
    expect(last?.ownDoubt).toEqual(ownDoubt)
  })
})

test('a write whose sending time is not known is in doubt from now on', async () => {
  const { incidents } = notedIncidents({})
  const push = pushOf(PLAN, { incidents })
  const { yielded } = await ended(
    resolveOutcome(push, knownOf(push), CREATE, new PushError('servicenow_unavailable', { effect: 'open' })),
  )
  expect(yielded[0]?.ownDoubt?.sinceMs).toBe(NOW_MS)
})
