// Whatever fails in whichever call of a push, and although Kibana forgets the push and starts over: the next presses of
// the button end in one incident, with every comment once and the fields of the last press.
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import type { Fault } from '../../local/servicenow/server.ts'
import { openCase, type KibanaCase } from './case.ts'
import type { Trouble } from './gateway.ts'
import { setStage, type Death } from './stage.ts'

const stage = await setStage()
afterAll(() => stage.close())
beforeEach(() => {
  stage.servicenow.clearFaults()
  stage.gateway.takeRequests()
})

type Place = {
  name: string
  /** Which push of the case, and which call of it: 0 is the create or the update. */
  push: 'first' | 'later'
  call: number
  /** ServiceNow's write of this call: the method, and how many of the same push have that method before it. */
  write?: { method: 'POST' | 'PATCH'; skip: number }
}

const PLACES: Place[] = [
  { name: 'the create', push: 'first', call: 0, write: { method: 'POST', skip: 0 } },
  { name: 'the get', push: 'first', call: 1 },
  { name: 'the first comment', push: 'first', call: 2, write: { method: 'PATCH', skip: 0 } },
  { name: 'the second comment', push: 'first', call: 3, write: { method: 'PATCH', skip: 1 } },
  { name: 'the update', push: 'later', call: 0, write: { method: 'PATCH', skip: 0 } },
  { name: 'the get after the update', push: 'later', call: 1 },
  { name: 'the edited comment', push: 'later', call: 2, write: { method: 'PATCH', skip: 1 } },
]

const TROUBLES: Trouble[] = ['answer lost', '504 after the work', '503 before the work']

const FAULTS: [string, Fault][] = [
  ['a reset after the commit', { kind: 'reset', commit: true }],
  ['a reset, and a commit later', { kind: 'late-commit', delayMs: 30, answer: 'reset' }],
  ['503', { kind: 'status', status: 503 }],
  ['504 after the commit', { kind: 'status', status: 504, commit: true }],
]

let count = 0

/** A case that is about to be pushed for the first time, or was pushed and changed since. */
async function caseBefore({ push }: Place) {
  const id = `replay-${(count += 1)}`
  const theCase = openCase({ id, title: 'Phishing', description: 'A banner.', tags: ['a'] })
  theCase.comment('c1', 'first')
  theCase.comment('c2', 'second')
  theCase.attachAlerts(2)
  const journal = ['first\n\nAdded by elastic.', 'second\n\nAdded by elastic.', ALERTS]
  if (push === 'first') return { id, theCase, journal }
  await theCase.push(stage.connectorOf())
  theCase.edit({ title: 'Spear phishing', tags: ['a', 'b'] })
  theCase.comment('c2', 'second, edited', 'moneypenny')
  theCase.comment('c3', 'third')
  return { id, theCase, journal: [...journal, 'second, edited\n\nAdded by moneypenny.', 'third\n\nAdded by elastic.'] }
}

const ALERTS = 'Elastic Alerts attached to the case: 2'

/** Presses until Kibana is content; a person changes the case after the first press that failed. */
async function pushAndChange(theCase: KibanaCase) {
  const first = await theCase.push(stage.connectorOf()).then(
    () => [],
    (error: unknown) => [String(error)],
  )
  theCase.edit({ title: 'Changed', severity: 'critical' })
  return stage.pushUntilDone(theCase, stage.connectorOf(), first)
}

async function expectOnce({ id, theCase, journal }: Awaited<ReturnType<typeof caseBefore>>) {
  const { incident, failures } = await pushAndChange(theCase)
  const incidents = await stage.incidentsOf(id)
  expect(incidents.map(({ sys_id, number }) => ({ id: sys_id, title: number }))).toEqual([
    { id: incident.id, title: incident.title },
  ])
  expect(incidents[0]).toMatchObject({ short_description: 'Changed', u_elastic_severity: 'critical' })
  expect(stage.textsOf(incidents[0])).toEqual([...journal].sort())
  return failures
}

const AT_THE_GATEWAY = PLACES.flatMap((place) => TROUBLES.map((trouble) => [place.name, trouble, place] as const))

test.each(AT_THE_GATEWAY)('%s: %s', async (_name, trouble, place) => {
  const before = await caseBefore(place)
  stage.gateway.next([...Array<undefined>(place.call), trouble])
  expect(await expectOnce(before)).toHaveLength(1)
})

const WRITES = PLACES.filter(({ write }) => write !== undefined)
const AT_SERVICENOW = WRITES.flatMap((place) =>
  FAULTS.map(([fault, order]) => [place.name, fault, order, place] as const),
)

test.each(AT_SERVICENOW)('%s: ServiceNow answers it with %s', async (_name, _fault, fault, place) => {
  const before = await caseBefore(place)
  const { method = 'POST', skip = 0 } = place.write ?? {}
  stage.servicenow.addFault({ on: { method }, skip, fault })
  await expectOnce(before)
})

const DEATHS = PLACES.flatMap((place): [string, string, Death, Place][] =>
  place.write === undefined
    ? [[place.name, 'at work', undefined, place]]
    : [
        [place.name, 'after the commit', { method: place.write.method, commit: true }, place],
        [place.name, 'before the commit', { method: place.write.method, commit: false }, place],
      ],
)

test.each(DEATHS)('%s: the function is killed %s', async (_name, _when, death, place) => {
  const before = await caseBefore(place)
  stage.dieAt(death)
  stage.gateway.next([...Array<undefined>(place.call), 'function killed'])
  expect(await expectOnce(before)).toHaveLength(1)
})
