// What counts as ServiceNow's answer: cut results, answers of others, columns and comments that are dropped silently.
import { describe, expect, test } from '@jest/globals'
import { newHealth } from '../../lib/push/health.ts'
import { caseOf, journalTexts, push, pushUntilDone } from './harness.ts'
import { stageFor } from './stage.ts'

const stage = stageFor('answers')
const ONE: [string, string][] = [['c1', 'one']]
const TWO: [string, string][] = [...ONE, ['c2', 'two']]
const MINUTE_MS = 60_000

function expectOnce(texts: string[]): void {
  expect(stage.servicenow.incidents()).toHaveLength(1)
  expect(journalTexts(stage.servicenow)).toEqual(texts)
}

describe('a look', () => {
  test('that ServiceNow cancels while it answers does not count as empty', async () => {
    const { servicenow, caller, id } = stage
    servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'reset', commit: true } })
    servicenow.addFault({ on: { method: 'GET' }, times: 6, fault: { kind: 'result-and-error', rows: 0 } })
    await pushUntilDone({ ...caller, remaining: 8_000 }, caseOf(id, ONE))
    expectOnce(['one'])
  })

  test('at a journal that ServiceNow cuts short writes no comment twice', async () => {
    const { servicenow, caller, id } = stage
    await push(caller, caseOf(id, []))
    servicenow.addFault({ on: { method: 'PATCH' }, fault: { kind: 'status', status: 500, commit: true } })
    servicenow.addFault({ on: { table: 'sys_journal_field' }, times: 4, fault: { kind: 'result-and-error', rows: 0 } })
    await pushUntilDone({ ...caller, remaining: 8_000 }, caseOf(id, ONE))
    expectOnce(['one'])
  })

  test('that a read replica answers from the past is made again before a write counts as not done', async () => {
    const { servicenow, caller, id } = stage
    servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'status', status: 500, commit: true } })
    servicenow.addFault({ on: { query: 'correlation_id' }, times: 2, fault: { kind: 'short-list', rows: 0 } })
    await pushUntilDone(caller, caseOf(id, ONE))
    expectOnce(['one'])
  })
})

describe('a 404', () => {
  test.each([
    ['of a proxy without a node', { text: 'no healthy upstream' }],
    ['of a proxy without a route', { body: { message: 'no Route matched with those values' } }],
    ['without a body', { text: '' }],
  ])('%s makes no second incident, and says retry', async (_name, answer) => {
    const { servicenow, caller, id } = stage
    await push(caller, caseOf(id, ONE))
    servicenow.addFault({ on: { method: 'PATCH' }, times: 3, fault: { kind: 'status', status: 404, ...answer } })
    const { refusals } = await pushUntilDone({ ...caller, remaining: 8_000 }, caseOf(id, TWO))
    expect(refusals.map(({ code, reason }) => [code, reason])).toEqual([['servicenow_unavailable', 'not_servicenow']])
    expectOnce(['one', 'two'])
  })

  test('of ServiceNow itself to a create means that there is no such table', async () => {
    const { servicenow, caller, id } = stage
    servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'status', status: 404 } })
    await expect(push(caller, caseOf(id, ONE))).rejects.toMatchObject({ code: 'misconfigured', reason: 'no_table' })
  })
})

describe('a correlation id that ServiceNow drops', () => {
  test('is told; its incident is recorded, and no other is created for five minutes', async () => {
    const { servicenow, caller, id } = stage
    const warm = { ...caller, health: newHealth() }
    servicenow.setProperties({ unwritableColumns: ['correlation_id'] })
    const { warnings, id: incident } = await push(warm, caseOf(id, ONE))
    expect(warnings).toEqual([{ code: 'correlation_dropped' }])
    const refusal = { code: 'misconfigured', reason: 'correlation_dropped' }
    await expect(push(warm, caseOf(`${id}-other`, ONE))).rejects.toMatchObject(refusal)
    expect(await push(warm, caseOf(id, TWO))).toMatchObject({ id: incident })
    expectOnce(['one', 'two'])
    warm.ahead += 5 * MINUTE_MS
    servicenow.setProperties({ unwritableColumns: [] })
    expect(await push(warm, caseOf(`${id}-other`, ONE))).not.toHaveProperty('warnings')
    await push(warm, caseOf(`${id}-another`, ONE))
    expect(servicenow.incidents()).toHaveLength(3)
  })

  test('is tried again after five minutes, by one create', async () => {
    const { servicenow, caller, id } = stage
    const warm = { ...caller, health: newHealth() }
    servicenow.setProperties({ unwritableColumns: ['correlation_id'] })
    await push(warm, caseOf(id, []))
    warm.ahead += 5 * MINUTE_MS
    await push(warm, caseOf(`${id}-other`, []))
    await expect(push(warm, caseOf(`${id}-another`, []))).rejects.toMatchObject({ code: 'misconfigured' })
    expect(servicenow.incidents()).toHaveLength(2)
  })

  test('that the user may not read proves nothing', async () => {
    const { servicenow, caller, id } = stage
    servicenow.setProperties({ hiddenColumns: ['correlation_id'] })
    expect(await push(caller, caseOf(id, ONE))).not.toHaveProperty('warnings')
  })
})

test('a column that ServiceNow stores otherwise than it was sent is told, at a create and at an update', async () => {
  const { servicenow, caller, id } = stage
  servicenow.setProperties({ unwritableColumns: ['impact', 'short_description'] })
  const differs = ['short_description', 'impact'].map((column) => ({ code: 'column_differs', column }))
  const created = await push(caller, caseOf(id, ONE, { impact: '1' }))
  expect(created.warnings?.toSorted((a, b) => JSON.stringify(b).localeCompare(JSON.stringify(a)))).toEqual(differs)
  expect(await push(caller, caseOf(id, ONE, { impact: '1' }))).not.toHaveProperty('warnings')
  expect((await push(caller, caseOf(id, ONE, { impact: '2', title: 'T' }))).warnings).toHaveLength(2)
})

describe('the first comment of a process', () => {
  test.each([
    ['a create', caseOf],
    ['an update', (id: string, comments: [string, string][]) => caseOf(id, comments, { description: 'New.' })],
  ])('is shown by the answer to %s, which costs no further call', async (_name, caseWith) => {
    const { caller, id } = stage
    if (caseWith !== caseOf) await push(caller, caseOf(id, []))
    stage.servicenow.clearRequests()
    const process = { ...caller, health: newHealth() }
    await push(process, caseWith(id, ONE))
    await push(process, caseWith(id, TWO))
    expect(stage.requests()).toEqual([caseWith === caseOf ? 'POST incident' : 'PATCH incident', 'PATCH incident'])
    expect(stage.servicenow.requests().map(({ query }) => query.includes('sysparm_display_value=all'))).toEqual([
      true,
      false,
    ])
  })

  test('is looked for where an entry of its text may be older', async () => {
    const { caller, id } = stage
    await push(caller, caseOf(id, ONE))
    stage.servicenow.setProperties({ unwritableColumns: ['work_notes'] })
    const twin = caseOf(id, [...ONE, ['c2', 'one']])
    await expect(push({ ...caller, health: newHealth() }, twin)).rejects.toMatchObject({ reason: 'journal_dropped' })
  })

  test('is read back once where the answer does not show it, and the next after a day', async () => {
    const { caller, id } = stage
    stage.servicenow.setProperties({ journalDisplayReadable: false })
    const process = { ...caller, health: newHealth() }
    await push(process, caseOf(id, ONE))
    expect(stage.requests()).toEqual(['POST incident', 'GET sys_journal_field', 'GET sys_journal_field'])
    stage.servicenow.clearRequests()
    await push(process, caseOf(id, TWO))
    expect(stage.requests()).toEqual(['PATCH incident'])
    process.ahead += 24 * 60 * MINUTE_MS
    stage.servicenow.clearRequests()
    await push(process, caseOf(id, [...TWO, ['c3', 'three'], ['c4', 'four']]))
    expect(stage.requests().filter((request) => request.startsWith('GET'))).toHaveLength(2)
  })

  test('that the journal drops is not recorded, and the operator is told', async () => {
    const { servicenow, caller, id } = stage
    servicenow.setProperties({ unwritableColumns: ['work_notes'] })
    const process = () => ({ ...caller, health: newHealth() })
    const refusal = { code: 'misconfigured', reason: 'journal_dropped', status: 500, retryable: true }
    await expect(push(process(), caseOf(id, TWO))).rejects.toMatchObject(refusal)
    await expect(push(process(), caseOf(id, TWO))).rejects.toMatchObject(refusal)
    servicenow.setProperties({ unwritableColumns: [] })
    await push(process(), caseOf(id, TWO))
    expectOnce(['one', 'two'])
  })

  test('may be shown late by a read replica', async () => {
    const { servicenow, caller, id } = stage
    await push(caller, caseOf(id, []))
    // The seven seconds of reading take 70 ms here.
    servicenow.setProperties({ replicaLagMs: 60, journalDisplayReadable: false })
    await push({ ...caller, health: newHealth() }, caseOf(id, ONE))
    expectOnce(['one'])
  })

  test('that cannot be read back is written as its own answer says, and the next one is read back', async () => {
    const { servicenow, caller, id } = stage
    const process = { ...caller, health: newHealth(), remaining: 8_000 }
    servicenow.setProperties({ journalDisplayReadable: false })
    servicenow.addFault({ on: { method: 'GET' }, times: 6, fault: { kind: 'status', status: 503 } })
    await push(process, caseOf(id, ONE))
    servicenow.clearRequests()
    await push(process, caseOf(id, TWO))
    expect(stage.requests()).toContain('GET sys_journal_field')
    expectOnce(['one', 'two'])
  })

  test('in a journal that the user may not read is written, and the next one is not read back in vain', async () => {
    const { servicenow, caller, id } = stage
    const process = { ...caller, health: newHealth() }
    servicenow.setProperties({ journalReadable: 'forbidden', journalDisplayReadable: false })
    await push(process, caseOf(id, ONE))
    servicenow.clearRequests()
    await push(process, caseOf(id, TWO))
    expect(stage.requests()).toEqual(['PATCH incident'])
    expectOnce(['one', 'two'])
  })

  test('that a reading missed is in doubt when no time is left for another', async () => {
    const { servicenow, caller, id } = stage
    const process = () => ({ ...caller, health: newHealth(), remaining: 6_400 })
    servicenow.setProperties({ unwritableColumns: ['work_notes'] })
    await expect(push(process(), caseOf(id, ONE))).rejects.toMatchObject({ code: 'outcome_unknown', retryable: true })
    servicenow.setProperties({ unwritableColumns: [] })
    await pushUntilDone(caller, caseOf(id, ONE))
    expectOnce(['one'])
  })
})
