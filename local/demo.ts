// `npm run demo`: the two documented requests and a create whose answer is lost, against a stack of its own. Whatever
// differs from the documented behavior ends it with exit code 1 and the reason.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { runCommand, stoppable } from '../scripts/command-line.ts'
import { push, type Pushed } from './demo-push.ts'
import { hasLostAnswer, listIncidents, loseNextAnswer, showIncident } from './demo-servicenow.ts'
import { startDemoStack } from './demo-stack.ts'
import { createRequest, updateRequest } from './documented-requests.ts'
import type { Stack } from './stack.ts'

const USAGE = `Usage: npm run demo

Sends the two documented requests and a create whose answer is lost, and shows what ServiceNow holds then.
It starts a stack of its own on free ports, beside any \`npm start\`, and leaves nothing behind.

  --help  show this text

Example: npm run demo`

process.exitCode = await runCommand({ script: 'demo', usage: USAGE, options: {}, prepare: () => () => stoppable(run) })

async function run(stopping: AbortSignal): Promise<number> {
  try {
    await demonstrateOnOwnStack(stopping)
    console.log('\nEverything went as documented.')
    return 0
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    console.error(stopping.aborted ? '\nStopped.' : `\nThe demo failed: ${reason}`)
    return 1
  }
}

async function demonstrateOnOwnStack(stopping: AbortSignal): Promise<void> {
  const stack = await startDemoStack(stopping)
  stopping.addEventListener('abort', () => void stack.close())
  const death = stack.died.then((error) => {
    throw error
  })
  try {
    await Promise.race([demonstrate(stack), death])
  } finally {
    await stack.close()
  }
}

async function demonstrate(stack: Stack): Promise<void> {
  console.log('1. A case becomes an incident.')
  const created = await push(stack.apiUrl, createRequest())
  await expectIncident(stack, created, 1)

  console.log('\n2. The case has another comment: the same incident is updated.')
  const updated = await push(stack.apiUrl, updateRequest(created.data.id))
  assert.equal(updated.data.id, created.data.id, 'the update changed another incident')
  await expectIncident(stack, updated, 2)

  console.log('\n3. ServiceNow creates an incident, but its answer is lost on the way.')
  await loseNextAnswer(stack.servicenowUrl)
  const found = await push(stack.apiUrl, createRequest(randomUUID()))
  assert(await hasLostAnswer(stack.servicenowUrl), 'no answer was lost')
  assert.notEqual(found.data.id, created.data.id, 'another case changed the same incident')
  await expectIncident(stack, found, 1)
  const incidents = await listIncidents(stack.servicenowUrl)
  assert.equal(incidents.length, 2, `ServiceNow holds ${incidents.length} incidents for two cases`)
  console.log(
    '\nServiceNow holds one incident for this case: the push looked for it, found it, and did not create another.',
  )
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
