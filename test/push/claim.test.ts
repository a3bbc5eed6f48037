// Claims to incidents: when they are made, and what a refused one means.
import { describe, expect, test } from '@jest/globals'
import { PushError } from '../../lib/errors.ts'
import { firstClaimed, withClaim } from '../../lib/push/claim.ts'
import { EMPTY, INCIDENT, NOW_MS, commentOf, knownOf, planOf, pushOf, writtenOf } from './given.ts'
import { headOf } from './noted-incidents.ts'

const DAY_MS = 86_400_000
const ONE = commentOf('c1')
const FAILURE = new PushError('push_incomplete', { reason: 'ledger' })

/** A push whose claims are answered so, by the incident's id; what it claimed. */
function claiming(answer: (id: string) => boolean | PushError) {
  const claimed: string[] = []
  const push = pushOf(planOf({ comments: [ONE] }), {
    claim: ({ id }) => {
      claimed.push(id)
      const given = answer(id)
      return given instanceof PushError ? Promise.reject(given) : Promise.resolve(given)
    },
  })
  return { push, claimed }
}

describe('the recorded incident', () => {
  const record = { incident: INCIDENT, fields: { short_description: ['f'] }, comments: [writtenOf(ONE)] }

  test('is claimed once, and again after 200 days', async () => {
    const { push, claimed } = claiming(() => true)
    const known = await withClaim(push, knownOf(push, record), false)
    expect(known.record).toEqual({ ...record, incident: { ...INCIDENT, claimedAtMs: NOW_MS }, doubts: [] })
    expect(await withClaim(push, known, false)).toBe(known)
    expect(claimed).toEqual(['i1'])
    const old = { ...INCIDENT, claimedAtMs: NOW_MS - 200 * DAY_MS }
    await withClaim(push, knownOf(push, { ...record, incident: old }), false)
    expect(claimed).toEqual(['i1', 'i1'])
  })

  test('of a push that knows none is not claimed', async () => {
    const { push, claimed } = claiming(() => true)
    await withClaim(push, knownOf(push), false)
    expect(claimed).toEqual([])
  })

  test('whose claim fails is claimed by the next push', async () => {
    const { push } = claiming(() => FAILURE)
    const known = knownOf(push, record)
    expect(await withClaim(push, known, true)).toBe(known)
  })

  test('that was just created and that another case has taken meanwhile is forgotten, once in a push', async () => {
    const { push } = claiming(() => false)
    const forgotten = await withClaim(push, { ...knownOf(push, record), firstWriteAtMs: NOW_MS }, true)
    expect(forgotten).toMatchObject({ unwritten: [ONE], goneIncidentId: 'i1', firstWriteAtMs: undefined })
    expect(forgotten.record).toEqual(EMPTY)
    const again = { ...forgotten, record: { ...forgotten.record, incident: { ...INCIDENT, id: 'i2' } } }
    expect((await withClaim(push, again, true)).record.incident).toMatchObject({ id: 'i2', claimedAtMs: NOW_MS })
  })

  test('that a caller named is kept whoever has it, and not asked for again', async () => {
    const { push, claimed } = claiming(() => false)
    const known = await withClaim(push, knownOf(push, record), false)
    expect(known.record).toMatchObject({ incident: { id: 'i1' }, comments: [writtenOf(ONE)] })
    await withClaim(push, known, false)
    expect(claimed).toEqual(['i1'])
  })
})

describe('of incidents that a look found', () => {
  test('the first one that no other case has is taken', async () => {
    const { push, claimed } = claiming((id) => id === 'i2')
    expect(await firstClaimed(push, ['i1', 'i2', 'i3'].map(headOf))).toEqual(headOf('i2'))
    expect(claimed).toEqual(['i1', 'i2'])
  })

  test('none is taken when others have them all', async () => {
    const { push } = claiming(() => false)
    expect(await firstClaimed(push, ['i1'].map(headOf))).toBeUndefined()
  })

  test('none is taken while the ledger fails', async () => {
    const { push } = claiming(() => FAILURE)
    await expect(firstClaimed(push, ['i1'].map(headOf))).rejects.toBe(FAILURE)
  })
})
