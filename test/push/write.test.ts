// One write: what is sent, and what is known after each kind of answer.
import { describe, expect, test } from '@jest/globals'
import { PushError } from '../../lib/errors.ts'
import type { Create, Update } from '../../lib/push/next-write.ts'
import { perform } from '../../lib/push/write.ts'
import { INCIDENT, commentOf, knownOf, planOf, pushOf } from './given.ts'
import { ended, notedIncidents, type Held } from './noted-incidents.ts'

const ONE = commentOf('c1')
const CREATE: Create = {
  kind: 'create',
  columns: { short_description: 'P' },
  fields: { short_description: 'f' },
  comments: [ONE],
}
const UPDATE: Update = { ...CREATE, kind: 'update', incidentId: 'i1', conditional: {} }
const GONE = new PushError('incident_not_found')

async function performed(write: Create | Update, held: Held = {}) {
  const { incidents, calls } = notedIncidents(held)
  const push = pushOf(planOf({ comments: [ONE] }), { incidents })
  const known = knownOf(push, { incident: INCIDENT, fields: { short_description: ['before'] } })
  return { ...(await ended(perform(push, known, write))), calls }
}

test.each([
  [CREATE, 'create {"short_description":"P"}', 'new'],
  [UPDATE, 'update i1 {"short_description":"P"}', 'i1'],
])('a write that is answered was done: %j', async (write, call, id) => {
  const { returned, yielded, calls } = await performed(write)
  expect(returned).toMatchObject({ unwritten: [], record: { incident: { id }, fields: { short_description: ['f'] } } })
  expect([yielded, calls]).toEqual([[], [call]])
})

describe('an update that appends', () => {
  const description = { action: 'append', text: 'more', digest: 'd', unsigned: 'more' } as const
  const conditional = { description }

  test('reads the column first', async () => {
    const { calls } = await performed({ ...UPDATE, conditional }, { incidents: { i1: { description: 'before' } } })
    const columns = '{"short_description":"P","description":"before \\r\\nmore"}'
    expect(calls).toEqual(['read i1 description', `update i1 ${columns}`])
  })

  test('sends nothing when the text stands there already', async () => {
    const write = { ...UPDATE, columns: {}, conditional, comments: [] }
    const { returned, calls } = await performed(write, { incidents: { i1: { description: 'before more' } } })
    expect(returned?.record).toMatchObject({ incident: INCIDENT, fields: { short_description: ['f'] } })
    expect(calls).toEqual(['read i1 description'])
  })

  test('to an incident that is gone forgets it', async () => {
    const { returned } = await performed({ ...UPDATE, conditional })
    expect(returned).toMatchObject({ goneIncidentId: 'i1', unwritten: [ONE] })
    expect(returned?.record.incident).toBeUndefined()
  })
})

describe('an error without effect', () => {
  test('forgets an incident that is gone', async () => {
    const { returned, calls } = await performed(UPDATE, { writeFails: GONE })
    expect(returned?.goneIncidentId).toBe('i1')
    expect(calls).toHaveLength(1)
  })

  test.each([
    ['of a create is the answer, even a 404', CREATE, GONE],
    ['of an update is the answer', UPDATE, new PushError('servicenow_rejected')],
  ])('%s', async (_name, write, error) => {
    const { thrown, yielded, calls } = await performed(write, { writeFails: error })
    expect(thrown).toBe(error)
    expect([yielded, calls.length]).toEqual([[], 1])
  })
})

test.each([
  ['an error that may have had an effect', new PushError('servicenow_unavailable', { effect: 'open' })],
  ['an error of any other kind', new TypeError('unexpected')],
])('%s leaves a doubt and is looked for', async (_name, writeFails) => {
  const { thrown, yielded, calls } = await performed(CREATE, { writeFails })
  expect(thrown).toMatchObject({ code: 'outcome_unknown' })
  expect(yielded.at(-1)?.ownDoubt).toMatchObject({ owner: 'me', fields: { short_description: 'f' } })
  expect(calls).toHaveLength(2)
})
