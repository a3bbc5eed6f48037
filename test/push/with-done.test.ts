// What is known once a write was done.
import { expect, test } from '@jest/globals'
import type { Write } from '../../lib/push/next-write.ts'
import { withDone } from '../../lib/push/with-done.ts'
import { INCIDENT, NOW_MS, commentOf, knownOf, planOf, pushOf } from './given.ts'

const [ONE, TWO] = [commentOf('c1'), commentOf('c2')]
const push = pushOf(planOf({ version: 7, comments: [ONE, TWO] }))
const head = { id: 'i1', number: 'INC1', createdAtMs: NOW_MS, updatedAtMs: NOW_MS + 5_500 }
const create: Write = { kind: 'create', columns: {}, fields: { short_description: 'f' }, comments: [ONE] }
const update: Write = { ...create, kind: 'update', incidentId: 'i1', conditional: {} }

test('a create is dated by the creation of its incident', () => {
  const { record, unwritten, firstWriteAtMs } = withDone(push, knownOf(push), create, head)
  expect(record).toEqual({
    incident: { ...INCIDENT, pushedAtMs: NOW_MS },
    version: 7,
    fields: { short_description: ['f'] },
    comments: [{ commentId: 'c1', digest: ONE.digest, pushedAtS: NOW_MS / 1000 }],
    doubts: [],
  })
  expect(unwritten).toEqual([TWO])
  expect(firstWriteAtMs).toBe(NOW_MS)
})

test('an update is dated by the last change of its incident, in whole seconds', () => {
  const { record } = withDone(push, knownOf(push), update, head)
  expect(record.incident?.pushedAtMs).toBe(NOW_MS + 5_500)
  expect(record.comments.map(({ pushedAtS }) => pushedAtS)).toEqual([NOW_MS / 1000 + 5])
})

test('a push is dated by its first write', () => {
  const first = withDone(push, knownOf(push), create, head)
  const second = withDone(push, first, { ...update, fields: undefined, comments: [TWO] }, head)
  expect(second.record.incident?.pushedAtMs).toBe(NOW_MS)
  expect(second.unwritten).toEqual([])
})

test('a write without fields leaves version and fields alone, one without a comment the comments', () => {
  const { record, unwritten } = withDone(
    push,
    knownOf(push, { version: 3, fields: { short_description: ['old'] } }),
    { ...update, fields: undefined, comments: [] },
    head,
  )
  expect(record).toMatchObject({ version: 3, fields: { short_description: ['old'] }, comments: [] })
  expect(unwritten).toEqual([ONE, TWO])
})
