// Sets the stage of a campaign: the servers, the workers with a bad network for each, the queue; and takes it down.
import type { FunctionName } from './case-plan.ts'
import type { Chance } from './chance.ts'
import { EVERYBODY, type Chronicle } from './chronicle.ts'
import { createDispatcher, type Dispatcher } from './dispatcher.ts'
import { startFarSide, type FarSide, type Urls } from './far-side.ts'
import { startNetwork } from './network.ts'
import { createRequestQueue } from './queue.ts'
import type { Schedule } from './schedule.ts'
import type { Stage } from './stage.ts'
import { createAmbush, type Harassed } from './strikes.ts'
import { startWorker, type Worker } from './worker.ts'

const WORKERS: readonly (readonly [name: string, runs: FunctionName])[] = [
  ['api-1', 'execute'],
  ['api-2', 'execute'],
  ['api-3', 'execute'],
  ['api-4', 'execute'],
  ['api-5', 'execute'],
  ['queue-1', 'execute-queued'],
  ['queue-2', 'execute-queued'],
  ['queue-3', 'execute-queued'],
]

export type SetStage = { stage: Stage; harassed: Harassed[]; close: () => Promise<void> }

type Given = {
  chance: Chance
  schedule: Schedule
  chronicle: Chronicle
  signal: AbortSignal
  /** Called when a worker ends by itself. */
  died: (reason: string) => void
}

type Building = Given & { farSide: FarSide; parts: { close(): Promise<unknown> }[] }
type Role = { name: string; runs: FunctionName; dispatcher: Dispatcher }

export async function setStage(given: Given): Promise<SetStage> {
  const farSide = await startFarSide()
  const building: Building = { ...given, farSide, parts: [farSide] }
  const close = async () => {
    for (const part of building.parts.toReversed()) await part.close()
  }
  try {
    const dispatchers = { execute: createDispatcher(), 'execute-queued': createDispatcher() }
    const calm = createDispatcher()
    const [harassed] = await Promise.all([
      Promise.all(
        WORKERS.map(([name, runs]) => startHarassed(building, { name, runs, dispatcher: dispatchers[runs] })),
      ),
      start(building, { name: 'calm', runs: 'execute', dispatcher: calm }, farSide.urls),
    ])
    const { chance, schedule, chronicle, signal } = given
    const queue = createRequestQueue(chronicle, dispatchers['execute-queued'])
    building.parts.push(queue)
    const stage = { chance, schedule, chronicle, farSide, api: dispatchers.execute, calm, queue, signal }
    return { stage, harassed, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function startHarassed(building: Building, role: Role): Promise<Harassed> {
  const { schedule, parts } = building
  const untilMs = role.runs === 'execute' ? schedule.apiTroubleUntilMs : schedule.queueTroubleUntilMs
  const ambush = createAmbush()
  const network = await startNetwork({ ...building, worker: role.name, ambush, ledgerTroubleUntilMs: untilMs })
  parts.push(network)
  return { worker: await start(building, role, network.urls), ambush, untilMs }
}

// A function's logger holds the id of the event that began last: among several at once, a line may be another's.
const REQUEST_ID = /"function_request_id":"(chaos-\d+-\d+)\/([^"]+)"/

async function start({ chronicle, died, farSide, parts }: Building, role: Role, urls: Urls): Promise<Worker> {
  const { name, runs, dispatcher } = role
  const worker = await startWorker({
    name,
    runs,
    environment: await farSide.environmentFor(name, urls),
    print: (line) => {
      const [, caseId = EVERYBODY, request = ''] = REQUEST_ID.exec(line) ?? []
      chronicle.note(caseId, `  ${name} logs for ${request}: ${shortened(line)}`)
    },
    died: (reason) => {
      died(`${name} ended by itself: ${reason}`)
    },
    freed: dispatcher.serve,
  })
  parts.push(worker)
  dispatcher.add(worker)
  return worker
}

const SHOWN = ['message', 'code', 'reason', 'cause', 'retryAfter'] as const

function shortened(line: string): string {
  if (!line.startsWith('{')) return line
  const fields = JSON.parse(line) as Record<string, unknown>
  return JSON.stringify(Object.fromEntries(SHOWN.map((name) => [name, fields[name]])))
}
