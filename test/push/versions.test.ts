// Answers that are true: fields that were not sent because the case was older, versions that count and versions that
// do not, and texts that are appended once.
import { describe, expect, test } from '@jest/globals'
import type { Mapping } from '../../lib/connectors/connector.ts'
import { caseOf, journalTexts, push } from './harness.ts'
import { stageFor } from './stage.ts'

const stage = stageFor('versions')
const ONE: [string, string][] = [['c1', 'one']]
const titles = () => stage.servicenow.incidents().map(({ short_description }) => short_description)
const at = (updatedAt: string, title: string) => ({ updatedAt, title })

describe('an older version of a case', () => {
  test('writes its comments, and its answer says that its fields were not sent', async () => {
    const { servicenow, caller, id } = stage
    await push(caller, caseOf(id, [], at('2026-04-02T00:00:00Z', 'Newer')))
    const { warnings } = await push(caller, caseOf(id, ONE, at('2026-04-01T00:00:00Z', 'Older')))
    expect(warnings).toEqual([{ code: 'older_version' }])
    expect([titles(), journalTexts(servicenow)]).toEqual([['Newer'], ['one']])
  })

  test('whose fields are those that were pushed has nothing to tell', async () => {
    const { caller, id } = stage
    await push(caller, caseOf(id, [], at('2026-04-02T00:00:00Z', 'Same')))
    expect(await push(caller, caseOf(id, ONE, at('2026-04-01T00:00:00Z', 'Same')))).not.toHaveProperty('warnings')
  })
})

describe('a version of the year 2999', () => {
  test('holds back no later one', async () => {
    const { caller, id } = stage
    await push(caller, caseOf(id, [], at('2999-01-01T00:00:00Z', 'Future')))
    expect(await push(caller, caseOf(id, [], at('2026-04-01T00:00:00Z', 'Now')))).not.toHaveProperty('warnings')
    expect(titles()).toEqual(['Now'])
  })

  test('that an earlier release of case-push recorded holds back none either', async () => {
    const { caller, id } = stage
    await push(caller, caseOf(id, []))
    const key = `local#${id}`
    const nowMs = Date.now()
    const doubt = { owner: 'past', sinceMs: nowMs, settledAtMs: nowMs, comments: [] }
    const record = await caller.ledger.acquire(key, { owner: 'past', nowMs, untilMs: nowMs + 1_000, doubt })
    await caller.ledger.release(key, 'past', { ...record, version: Date.UTC(2999, 0), doubts: [] }, nowMs)
    await push(caller, caseOf(id, [], at('2026-04-01T00:00:00Z', 'Now')))
    expect(titles()).toEqual(['Now'])
  })

  test('within the ten minutes by which clocks differ counts', async () => {
    const { caller, id } = stage
    const soon = new Date(Date.now() + 9 * 60_000).toISOString()
    await push(caller, caseOf(id, [], at(soon, 'Soon')))
    const { warnings } = await push(caller, caseOf(id, [], at(new Date().toISOString(), 'Now')))
    expect([titles(), warnings]).toEqual([['Soon'], [{ code: 'older_version' }]])
  })
})

describe('a text to append', () => {
  const mapping: Mapping = {
    title: { target: 'short_description', actionType: 'overwrite' },
    description: { target: 'description', actionType: 'append' },
  }
  const description = () => stage.servicenow.incidents()[0]?.['description']

  test('is recognized without its signature, which every change of the case renews', async () => {
    const appending = { ...stage.caller, mapping }
    await push(appending, caseOf(stage.id, []))
    const before = description()
    await push(appending, caseOf(stage.id, [], at('2026-04-01T00:00:00Z', 'Another title')))
    expect([titles(), description()]).toEqual([['Another title'], before])
  })

  test('that is new goes behind', async () => {
    const appending = { ...stage.caller, mapping }
    await push(appending, caseOf(stage.id, [], { description: 'One' }))
    await push(appending, caseOf(stage.id, [], { description: 'Two', updatedAt: '2026-04-01T00:00:00Z' }))
    expect(description()).toMatch(/^One \(created at [^)]*\) \r\nTwo \(updated at [^)]*\)$/)
  })
})
