// Looks that end, on slow instances and with clocks that are wrong.
import { describe, expect, test } from '@jest/globals'
import { caseOf, journalTexts, push, pushUntilDone } from './harness.ts'
import { stageFor } from './stage.ts'

const stage = stageFor('looks')
const ONE: [string, string][] = [['c1', 'one']]
const TWO: [string, string][] = [...ONE, ['c2', 'two']]
const LOST = { kind: 'reset', commit: true } as const

function expectOnce(texts: string[]): void {
  expect(stage.servicenow.incidents()).toHaveLength(1)
  expect(journalTexts(stage.servicenow)).toEqual(texts)
}

describe('an instance that takes long for every read', () => {
  // A function of 6 s here is one of 29 s with reads of 9.6 s.
  test('needs no more than two reads one after the other to find a created incident with its comment', async () => {
    const { servicenow, caller, id } = stage
    servicenow.addFault({ on: { method: 'POST' }, fault: LOST })
    servicenow.addFault({ on: { method: 'GET' }, times: 9, fault: { kind: 'slow', delayMs: 1_900 } })
    await push({ ...caller, remaining: 6_000 }, caseOf(id, ONE))
    expectOnce(['one'])
  })

  test('needs no more than one to find a comment in a known incident', async () => {
    const { servicenow, caller, id } = stage
    await push(caller, caseOf(id, []))
    servicenow.addFault({ on: { method: 'PATCH' }, fault: LOST })
    servicenow.addFault({ on: { method: 'GET' }, times: 9, fault: { kind: 'slow', delayMs: 3_000 } })
    await push({ ...caller, remaining: 6_000 }, caseOf(id, ONE))
    expectOnce(['one'])
  })

  test('may take 21 s for the search', async () => {
    const { servicenow, caller, id } = stage
    servicenow.addFault({ on: { method: 'POST' }, fault: LOST })
    const search = { method: 'GET', query: 'correlation_id' } as const
    servicenow.addFault({ on: search, times: 9, fault: { kind: 'slow', delayMs: 21_000 } })
    await push(caller, caseOf(id, ONE))
    expectOnce(['one'])
  }, 40_000)
})

describe.each([
  ['six minutes behind', -360_000],
  ['ten minutes behind', -600_000],
  ['ten minutes ahead', 600_000],
  ['ten hours ahead', 36_000_000],
])('a clock of ServiceNow that is %s', (_name, clockOffsetMs) => {
  test('hides no incident from the look: none is created twice', async () => {
    const { servicenow, caller, id } = stage
    servicenow.setProperties({ clockOffsetMs })
    servicenow.addFault({ on: { method: 'POST' }, fault: LOST })
    await pushUntilDone(caller, caseOf(id, ONE))
    expectOnce(['one'])
  })

  test('hides no comment from the look', async () => {
    const { servicenow, caller, id } = stage
    servicenow.setProperties({ clockOffsetMs })
    await push(caller, caseOf(id, []))
    servicenow.addFault({ on: { method: 'PATCH' }, fault: LOST })
    await pushUntilDone(caller, caseOf(id, TWO))
    expectOnce(['one', 'two'])
  })

  test('is known by the incidents that this process created, where a proxy sets the date', async () => {
    const { servicenow, caller, id } = stage
    servicenow.setProperties({ clockOffsetMs, dateHeader: 'proxy' })
    const process = { ...caller, clockOffset: {} }
    await push(process, caseOf(`${id}-before`, []))
    servicenow.addFault({ on: { method: 'POST' }, fault: LOST })
    await pushUntilDone(process, caseOf(id, ONE))
    expect(servicenow.incidents()).toHaveLength(2)
  })
})

test('an incident of long ago with the same correlation id is not taken for the one in doubt', async () => {
  const { servicenow, caller, id } = stage
  servicenow.setProperties({ clockOffsetMs: -3_600_000 })
  const old = await stage.atWork('POST', '', { correlation_id: id })
  servicenow.setProperties({ clockOffsetMs: 0 })
  servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'reset' } })
  const { result } = await pushUntilDone(caller, caseOf(id, ONE))
  expect(result.id).not.toBe(old['sys_id'])
})

async function notes(incident: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await stage.atWork('PATCH', `/${incident}`, { work_notes: `note ${String(n)}` })
}

test('a long journal is read no further back than the doubt', async () => {
  const { servicenow, caller, id } = stage
  servicenow.setProperties({ clockOffsetMs: -3_600_000 })
  const { id: incident } = await push(caller, caseOf(id, ONE))
  await notes(incident, 250)
  servicenow.setProperties({ clockOffsetMs: 0 })
  servicenow.addFault({ on: { method: 'PATCH' }, fault: LOST })
  await push(caller, caseOf(id, TWO))
  expect(stage.requests().filter((request) => request === 'GET sys_journal_field')).toHaveLength(2)
})

test('of two comments of one text, the recorded one takes its own entry, however old', async () => {
  const { servicenow, caller, id } = stage
  const free = (comment: string) => ({ commentId: comment, comment: 'ok' })
  servicenow.setProperties({ clockOffsetMs: -3_600_000 })
  const { id: incident } = await push(caller, { savedObjectId: id, title: 'T', comments: [free('a')] })
  servicenow.setProperties({ clockOffsetMs: -1_800_000 })
  await notes(incident, 100)
  servicenow.setProperties({ clockOffsetMs: 0 })
  servicenow.addFault({ on: { method: 'PATCH' }, fault: LOST })
  await pushUntilDone(caller, { savedObjectId: id, title: 'T', comments: [free('a'), free('b')] })
  expect(journalTexts(servicenow).filter((text) => text === 'ok')).toHaveLength(2)
})
