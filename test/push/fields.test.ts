// Fields one by one, over HTTP: only what changed is sent, so that analysts' edits survive, and what a case cleared is
// cleared where it was pushed from here.
import { describe, expect, test } from '@jest/globals'
import { caseOf, push, pushUntilDone } from './harness.ts'
import { stageFor } from './stage.ts'

const stage = stageFor('fields')

const incident = () => stage.servicenow.incidents()[0]
/** The columns of the last write. */
const sent = () => Object.keys(stage.servicenow.requests().at(-1)?.body ?? {})

/** The case pushed once, and an analyst's edit of these columns. */
async function pushedAndEdited(params: object, edit?: Record<string, string>): Promise<void> {
  const { id } = await push(stage.caller, caseOf(stage.id, [], { ...params }))
  if (edit !== undefined) await stage.atWork('PATCH', `/${id}`, edit)
  stage.servicenow.clearRequests()
}

test("an analyst's edit of the title survives a new description", async () => {
  await pushedAndEdited({}, { short_description: 'Phishing of the board' })
  await push(stage.caller, caseOf(stage.id, [], { description: 'Two banners.' }))
  expect(incident()).toMatchObject({
    short_description: 'Phishing of the board',
    description: expect.stringMatching(/^Two banners\./),
  })
  expect(sent()).toEqual(['description'])
})

test('of several columns the changed one alone is sent, and back to its first value it is sent again', async () => {
  await pushedAndEdited({ urgency: '3', impact: '3' })
  await push(stage.caller, caseOf(stage.id, [], { urgency: '1', impact: '3' }))
  expect(sent()).toEqual(['urgency'])
  await push(stage.caller, caseOf(stage.id, [], { urgency: '3', impact: '3' }))
  expect(incident()).toMatchObject({ urgency: '3', impact: '3' })
  await push(stage.caller, caseOf(stage.id, [], { urgency: '3', impact: '3' }))
  expect(stage.requests()).toEqual(['PATCH incident', 'PATCH incident'])
})

describe('a field that the case cleared', () => {
  const cleared = () => caseOf(stage.id, [], { description: null, impact: '', urgency: null })

  test('is cleared where its value was pushed from here, for one look; a repeated push costs none', async () => {
    await pushedAndEdited({ urgency: '2', impact: '1' })
    await push(stage.caller, cleared())
    expect(incident()).toMatchObject({ description: '', impact: '', urgency: '' })
    await push(stage.caller, cleared())
    expect(stage.requests()).toEqual(['GET incident', 'PATCH incident'])
  })

  test('is left alone where an analyst has changed it, and the answer tells', async () => {
    await pushedAndEdited({ impact: '1' }, { description: 'Two banners, says the analyst.' })
    expect(await push(stage.caller, cleared())).toMatchObject({
      warnings: [{ code: 'not_cleared', column: 'description' }],
    })
    expect(incident()).toMatchObject({ description: 'Two banners, says the analyst.', impact: '' })
    stage.servicenow.clearRequests()
    expect(await push(stage.caller, cleared())).not.toHaveProperty('warnings')
    expect(stage.requests()).toEqual([])
  })

  test('costs nothing where it was never pushed', async () => {
    await pushedAndEdited({ description: null }, { description: 'By the analyst.', urgency: '2' })
    await push(stage.caller, cleared())
    expect(stage.requests()).toEqual([])
    expect(incident()).toMatchObject({ description: 'By the analyst.', urgency: '2' })
  })

  test.each([{ commit: true }, { commit: false }])('is cleared though the answer is lost: %j', async ({ commit }) => {
    await pushedAndEdited({ impact: '1' })
    stage.servicenow.addFault({ on: { method: 'PATCH' }, fault: { kind: 'reset', commit } })
    await pushUntilDone(stage.caller, cleared())
    expect(incident()).toMatchObject({ description: '', impact: '' })
  })

  test('is pushed again when the case has a value again', async () => {
    await pushedAndEdited({ impact: '1' })
    await push(stage.caller, cleared())
    await push(stage.caller, caseOf(stage.id, [], { impact: '1' }))
    expect(incident()).toMatchObject({ description: expect.stringMatching(/^A banner/), impact: '1' })
  })
})

test('a field whose write is in doubt is sent again, and no other', async () => {
  await pushedAndEdited({ impact: '1' }, { short_description: 'edited' })
  stage.servicenow.addFault({ on: { method: 'PATCH' }, fault: { kind: 'reset' } })
  await pushUntilDone(stage.caller, caseOf(stage.id, [], { impact: '2' }))
  expect(incident()).toMatchObject({ short_description: 'edited', impact: '2' })
})

test("a case's tags, status and severity stand where the mapping says", async () => {
  stage.caller.mapping = {
    title: { target: 'short_description', actionType: 'overwrite' },
    tags: { target: 'u_tags', actionType: 'overwrite' },
    severity: { target: 'u_case_severity', actionType: 'overwrite' },
  }
  const params = { tags: ['phishing', 'vip'], status: 'in-progress', severity: 'critical' }
  await push(stage.caller, caseOf(stage.id, [], params))
  expect(incident()).toMatchObject({ u_tags: 'phishing, vip', u_case_severity: 'critical', severity: '3' })
  await push(stage.caller, caseOf(stage.id, [], { ...params, tags: [] }))
  expect(incident()).toMatchObject({ u_tags: '' })
  expect(JSON.stringify(incident())).not.toContain('in-progress')
})
