// Whose incident it is: incidents of other connectors and cases, connectors that move to another instance, and by what
// a case is known.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import type { ServiceNow } from '../../local/servicenow/server.ts'
import { caseOf, journalTexts, push, pushUntilDone, type Caller, type Params } from './harness.ts'
import { stageFor } from './stage.ts'

const stage = stageFor('owners')
const folder = mkdtempSync(join(tmpdir(), 'owners-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const ONE: [string, string][] = [['c1', 'one']]
const TWO: [string, string][] = [...ONE, ['c2', 'two']]
const nested = (incident: Params, comments: [string, string][]): Params => ({
  incident: { short_description: 'Phishing', ...incident },
  comments: comments.map(([commentId, comment]) => ({ commentId, comment })),
})

describe('an incident found by looking', () => {
  test('that another connector made for the same case is left to it', async () => {
    const { servicenow, caller, id } = stage
    const other: Caller = { ...caller, connectorId: 'other' }
    const theirs = await push(other, caseOf(id, ONE))
    servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'late-commit', delayMs: 300, answer: 'reset' } })
    const { result: ours } = await pushUntilDone(caller, caseOf(id, TWO))
    expect(ours.id).not.toBe(theirs.id)
    expect(servicenow.incidents().map(({ sys_id }) => sys_id)).toEqual([theirs.id, ours.id])
    expect([journalTexts(servicenow, 0), journalTexts(servicenow, 1)]).toEqual([['one'], ['one', 'two']])
    expect((await push(other, caseOf(id, TWO))).id).toBe(theirs.id)
  })

  test('that nobody owns is taken, and then nobody else takes it', async () => {
    const { servicenow, caller, id } = stage
    servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'reset', commit: true } })
    const ours = await push(caller, caseOf(id, ONE))
    servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'reset' } })
    const { result: theirs } = await pushUntilDone({ ...caller, connectorId: 'other' }, caseOf(id, ONE))
    expect(servicenow.incidents().map(({ sys_id }) => sys_id)).toEqual([ours.id, theirs.id])
  })

  test('is seen even behind a hundred others of its correlation id', async () => {
    const { servicenow, caller, id } = stage
    for (let n = 0; n < 105; n += 1) {
      const { sys_id = '' } = await stage.atWork('POST', '', { correlation_id: id })
      await caller.ledger.claim({ instance: servicenow.url, id: sys_id, number: 'N' }, 'theirs', Date.now())
    }
    servicenow.addFault({ on: { method: 'POST' }, fault: { kind: 'status', status: 500, commit: true } })
    await push(caller, caseOf(id, ONE))
    expect(servicenow.incidents()).toHaveLength(106)
  })
})

describe('a connector that names another instance', () => {
  test('gets the case its incident there, and no link to nothing', async () => {
    const { servicenow, caller, id } = stage
    await push(caller, caseOf(id, TWO))
    const elsewhere = await stage.another()
    const moved = await push({ ...caller, servicenow: elsewhere }, caseOf(id, TWO))
    expect(moved.url).toContain(elsewhere.url)
    expect(elsewhere.incidents().map(({ sys_id }) => sys_id)).toEqual([moved.id])
    expect(journalTexts(elsewhere)).toEqual(['one', 'two'])
    expect(journalTexts(servicenow)).toEqual(['one', 'two'])
  })

  test('and then the first one again finds what it made there', async () => {
    const { servicenow, caller, id } = stage
    const first = await push(caller, caseOf(id, ONE))
    const elsewhere = await stage.another()
    await push({ ...caller, servicenow: elsewhere }, caseOf(id, ONE))
    expect((await push(caller, caseOf(id, TWO))).id).toBe(first.id)
    expect(servicenow.incidents()).toHaveLength(1)
    expect(journalTexts(servicenow)).toEqual(['one', 'two'])
  })

  test('under which the same incident stands takes it, and looks before it writes', async () => {
    const { caller, id, servicenow } = stage
    const first = await push(caller, caseOf(id, ONE))
    const renamed = { url: servicenow.url.replace('127.0.0.1', 'localhost') }
    expect((await push({ ...caller, servicenow: renamed }, caseOf(id, TWO))).id).toBe(first.id)
    expect(journalTexts(servicenow)).toEqual(['one', 'two'])
  })

  test('under which the same incident stands whole undoes no edit there, and no newer version', async () => {
    const { caller, id, servicenow } = stage
    const { id: incident } = await push(caller, caseOf(id, ONE, { updatedAt: '2026-04-02T00:00:00Z' }))
    await stage.atWork('PATCH', `/${incident}`, { short_description: 'Edited' })
    const renamed = { ...caller, servicenow: { url: servicenow.url.replace('127.0.0.1', 'localhost') } }
    await push(renamed, caseOf(id, TWO, { updatedAt: '2026-04-02T00:00:00Z' }))
    const older = await push(renamed, caseOf(id, TWO, { updatedAt: '2026-04-01T00:00:00Z', title: 'Older' }))
    expect(older.warnings).toEqual([{ code: 'older_version' }])
    expect(servicenow.incidents()[0]).toMatchObject({ short_description: 'Edited' })
    expect(journalTexts(servicenow)).toEqual(['one', 'two'])
  })

  test('with a copy of the incident that lacks a comment gets that comment, and the fields', async () => {
    const { caller, id, servicenow } = stage
    const free = (commentId: string) => ({ commentId, comment: 'ok' })
    const params = { savedObjectId: id, title: 'Phishing', comments: [free('a'), free('b')] }
    const { id: incident, title } = await push(caller, params)
    const elsewhere = await stage.another({ dataFile: copyOf(servicenow, { short_description: 'Before' }, 1) })
    const moved = await push({ ...caller, servicenow: elsewhere }, params)
    expect(moved).toMatchObject({ id: incident, title })
    expect(elsewhere.incidents()[0]).toMatchObject({ short_description: 'Phishing' })
    expect(journalTexts(elsewhere)).toEqual(['ok', 'ok'])
  })

  test('and an incident named there goes on in that one', async () => {
    const { caller, id } = stage
    const first = await push(caller, caseOf(id, ONE))
    const elsewhere = await stage.another()
    await expect(
      push({ ...caller, servicenow: elsewhere }, caseOf(id, ONE, { externalId: first.id })),
    ).rejects.toMatchObject({ code: 'incident_not_found' })
    expect(elsewhere.incidents()).toEqual([])
  })
})

/** A file that starts another instance with the incidents as they are now, but with these columns and fewer entries. */
function copyOf(servicenow: ServiceNow, columns: Record<string, string>, entries: number): string {
  const file = join(folder, 'copy.json')
  const incidents = servicenow.incidents().map(({ journal: _, ...row }) => ({ ...row, ...columns }))
  const journal = servicenow
    .incidents()
    .flatMap(({ sys_id: element_id, journal: rows }) =>
      rows.slice(0, entries).map((row, at) => ({ ...row, sys_id: String(at), name: 'incident', element_id })),
    )
  writeFileSync(file, JSON.stringify({ incidents, journal, lastNumber: 10_001 }))
  return file
}

describe('a nested push', () => {
  test('with an externalId is known by it, whatever Idempotency-Key it has', async () => {
    const { servicenow, caller } = stage
    const { sys_id = '' } = await stage.atWork('POST', '', { short_description: 'Phishing' })
    for (const requestKey of ['soc:1', 'soc:2'])
      await push({ ...caller, requestKey }, nested({ externalId: sys_id }, TWO))
    expect(journalTexts(servicenow)).toEqual(['one', 'two'])
  })

  test('that names its incident in capitals means the same one', async () => {
    const { servicenow, caller } = stage
    const { sys_id = '' } = await stage.atWork('POST', '', { short_description: 'Phishing' })
    await push(caller, nested({ externalId: sys_id }, ONE))
    await push(caller, nested({ externalId: sys_id.toUpperCase() }, TWO))
    expect(journalTexts(servicenow)).toEqual(['one', 'two'])
    expect(stage.requests().filter((request) => request.startsWith('GET'))).toEqual([])
  })

  test('that names the incident of a known case in capitals does not switch to it', async () => {
    const { caller, id } = stage
    const first = await push(caller, caseOf(id, ONE))
    stage.servicenow.clearRequests()
    await push(caller, caseOf(id, TWO, { externalId: first.id.toUpperCase() }))
    expect(stage.requests()).toEqual(['PATCH incident'])
  })
})

test('a comment in doubt in one journal column is not written again when the mapping changes to another', async () => {
  const { servicenow, caller, id } = stage
  const comments = { target: 'comments', actionType: 'append' as const }
  await push(caller, caseOf(id, []))
  servicenow.addFault({ on: { method: 'PATCH' }, fault: { kind: 'late-commit', delayMs: 200, answer: 'reset' } })
  await expect(push(caller, caseOf(id, ONE))).rejects.toMatchObject({ code: 'outcome_unknown' })
  await pushUntilDone({ ...caller, mapping: { comments } }, caseOf(id, TWO))
  expect(servicenow.incidents()[0]?.journal.map(({ element }) => element)).toEqual(['work_notes', 'comments'])
  expect(journalTexts(servicenow)).toEqual(['one', 'two'])
})
