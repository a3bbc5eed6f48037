// Cases as people write them, pushed by each of the three connectors: what ServiceNow shows afterwards is what stands
// in Kibana. And the measure of it all: Kibana by itself would have made two incidents.
import { afterAll, expect, test } from '@jest/globals'
import { openCase } from './case.ts'
import type { Era } from './connector-bodies.ts'
import { setStage } from './stage.ts'

const stage = await setStage()
afterAll(() => stage.close())

const incidentOf = async (caseId: string) => {
  const incidents = await stage.incidentsOf(caseId)
  expect(incidents).toHaveLength(1)
  return incidents[0]
}

test.each<Era>(['9.2', '8.17', '8.11'])('Kibana %s pushes a case, updates it, comments and edits', async (era) => {
  const id = `era-${era}`
  const connector = stage.connectorOf(era)
  const theCase = openCase({ id, title: 'Phishing', description: 'A banner.', tags: ['a', 'b'], severity: 'high' })
  theCase.comment('c1', 'first')
  const pushed = await theCase.push(connector)
  expect(pushed.url).toBe(`${stage.servicenow.url}/nav_to.do?uri=incident.do?sys_id=${pushed.id}`)
  expect(await incidentOf(id)).toMatchObject({
    sys_id: pushed.id,
    number: pushed.title,
    short_description: 'Phishing',
    u_elastic_status: 'open',
    u_elastic_severity: 'high',
  })
  theCase.edit({ title: 'Spear phishing', status: 'in-progress' })
  theCase.comment('c1', 'first, edited')
  theCase.comment('c2', 'second')
  expect(await theCase.push(connector)).toEqual(pushed)
  const incident = await incidentOf(id)
  expect(incident).toMatchObject({ short_description: 'Spear phishing', u_elastic_status: 'in-progress' })
  expect(stage.textsOf(incident)).toEqual(
    ['first', 'first, edited', 'second'].map((text) => `${text}\n\nAdded by elastic.`),
  )
})

const HARD = ['"quoted" \\ back\\nslash', '{{case.id}} {{{case.title}}} }}}', '🎣 Größe <b>&amp;</b>', "it's $& `tick`"]

test.each(HARD)('%s arrives as it was typed, in title, description, tag and comment', async (text) => {
  const id = `text-${HARD.indexOf(text)}`
  const theCase = openCase({ id, title: text, description: `${text}\n\n${text}`, tags: [text, 'b'] })
  theCase.comment('c1', `${text}\n\tindented\n${text}`)
  await theCase.push(stage.connectorOf())
  const incident = await incidentOf(id)
  expect(incident?.['short_description']).toBe(text)
  expect(incident?.['description']).toContain(`${text}\n\n${text}`)
  expect(incident?.['u_elastic_tags']).toContain(text)
  expect(stage.textsOf(incident)).toEqual([`${text}\n\tindented\n${text}\n\nAdded by elastic.`])
})

test('an empty description and no tag are no error, and stay empty', async () => {
  await openCase({ id: 'empty', description: '', tags: [] }).push(stage.connectorOf())
  expect(await incidentOf('empty')).toMatchObject({ description: '', u_elastic_tags: '' })
})

test('the line about alerts, which Kibana sends at every push, is written once for each number', async () => {
  const theCase = openCase({ id: 'alerts' })
  theCase.attachAlerts(1)
  await theCase.push(stage.connectorOf())
  await theCase.push(stage.connectorOf())
  theCase.attachAlerts(2)
  await theCase.push(stage.connectorOf())
  expect(stage.textsOf(await incidentOf('alerts'))).toEqual(
    [1, 3].map((n) => `Elastic Alerts attached to the case: ${n}`),
  )
})

test('a push that changes nothing writes nothing to ServiceNow', async () => {
  const theCase = openCase({ id: 'again' })
  theCase.comment('c1', 'first')
  await theCase.push(stage.connectorOf())
  stage.servicenow.clearRequests()
  await theCase.push(stage.connectorOf())
  expect(stage.servicenow.requests()).toEqual([])
})

test('two people who press at once get the same incident', async () => {
  const cases = [openCase({ id: 'together' }), openCase({ id: 'together' })]
  for (const theCase of cases) theCase.comment('c1', 'first')
  const [one, other] = await Promise.all(cases.map((theCase) => theCase.push(stage.connectorOf())))
  expect(one).toEqual(other)
  expect(stage.textsOf(await incidentOf('together'))).toEqual(['first\n\nAdded by elastic.'])
})

test('Kibana by itself would have made two incidents: after a failed comment it creates again', async () => {
  const theCase = openCase({ id: 'forgotten' })
  theCase.comment('c1', 'first')
  stage.gateway.takeRequests()
  stage.gateway.next([undefined, undefined, 'answer lost'])
  await expect(theCase.push(stage.connectorOf())).rejects.toThrow('Unable to create comment at case with id')
  const { incident } = await stage.pushUntilDone(theCase)
  const bodies = stage.gateway.takeRequests().flatMap(({ path, body }) => (path.endsWith('/_execute') ? [body] : []))
  expect(bodies).toHaveLength(2)
  expect(bodies[1]).toBe(bodies[0])
  expect(bodies[0]).not.toContain('externalId')
  expect(await incidentOf('forgotten')).toMatchObject({ sys_id: incident.id })
})

test('another key, or none of this connector, opens nothing, and Kibana says so', async () => {
  const connector = stage.connectorOf('9.2', { key: 'wrong' })
  await expect(openCase({ id: 'stranger' }).push(connector)).rejects.toThrow(
    '[Action][Webhook - Case Management]: Unable to create case. Error: Request failed with status code 403. ' +
      '{"message":"Forbidden"} Reason: Forbidden',
  )
  expect(await stage.incidentsOf('stranger')).toEqual([])
})
