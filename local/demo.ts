// `npm run demo`: the two documented requests and a create whose answer is lost, against a stack of
// its own. Any surprise ends it with exit code 1 and the reason.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { push, type Pushed } from './demo-push.ts'
import { hasLostAnswer, listIncidents, loseNextAnswer, showIncident } from './demo-servicenow.ts'
import { startDemoStack } from './demo-stack.ts'
import { createRequest, updateRequest } from './documented-requests.ts'
import type { Stack } from './stack.ts'

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopping.abort()
  })
}

process.exitCode = await main()

async function main(): Promise<number> {
  try {
    const stack = await startDemoStack(stopping.signal)
    stopping.signal.addEventListener('abort', () => void stack.close())
    try {
      await Promise.race([
        demonstrate(stack),
        stack.died.then((death) => {
          throw death
        }),
      ])
    } finally {
      await stack.close()
    }
    console.log('\nAll of it went as documented.')
    return 0
  } catch (error) {
    console.error(
      stopping.signal.aborted
        ? '\nStopped.'
        : `\nA surprise: ${error instanceof Error ? error.message : String(error)}`,
    )
    return 1
  }
}

async function demonstrate(stack: Stack): Promise<void> {
  console.log('1. A case becomes an incident.')
  const created = await push(stack.apiUrl, createRequest())
  await expectIncident(stack, created, 1)

  console.log('\n2. The case got another comment: the same incident is updated.')
  const updated = await push(stack.apiUrl, updateRequest(created.data.id))
  assert.equal(updated.data.id, created.data.id, 'the update went to another incident')
  await expectIncident(stack, updated, 2)

  console.log('\n3. ServiceNow creates an incident, but its answer is lost on the way.')
  await loseNextAnswer(stack.servicenowUrl)
  const found = await push(stack.apiUrl, createRequest(randomUUID()))
  assert(await hasLostAnswer(stack.servicenowUrl), 'no answer was lost')
  assert.notEqual(found.data.id, created.data.id, 'another case went to the same incident')
  await expectIncident(stack, found, 1)
  const incidents = await listIncidents(stack.servicenowUrl)
  assert.equal(incidents.length, 2, `ServiceNow holds ${incidents.length} incidents for two cases`)
  console.log('\nServiceNow holds exactly one incident for it: looked for, found, and not created again.')
}

async function expectIncident(stack: Stack, { data }: Pushed, journalEntries: number): Promise<void> {
  const incidents = await listIncidents(stack.servicenowUrl)
  const [incident, ...others] = incidents.filter(({ number }) => number === data.title)
  assert(incident, `ServiceNow has no incident ${data.title}`)
  assert.equal(others.length, 0, `ServiceNow has several incidents ${data.title}`)
  showIncident(incident)
  assert.equal(
    incident.journal.length,
    journalEntries,
    `${data.title} has ${incident.journal.length} journal entries, not ${journalEntries}`,
  )
}
