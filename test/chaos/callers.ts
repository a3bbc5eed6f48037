// The callers of a case: each sends its request until a function says that it is done, as the answers tell it, sooner,
// or until it gives up. The gateway in front of the HTTP API's function waits 30 s.
import { setTimeout as sleep } from 'node:timers/promises'
import { httpEvent } from '../support/events.ts'
import { answerFromApi, type Answer } from './answers.ts'
import type { Call, Version } from './case-plan.ts'
import { send, type CaseFile } from './case-file.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Stage } from './stage.ts'
import type { Worker } from './worker.ts'

/** What a caller hears: an answer, a broken connection, or the gateway's own time-out. */
type Heard = Answer | 'reset' | 'silence'

/** API Gateway's integration time-out for an HTTP API. */
const GATEWAY_MS = 30_000

/** Plays one caller to its end. @param api the workers of the HTTP API that may get its requests */
export async function playCall(stage: Stage, file: CaseFile, call: Call, api: Dispatcher): Promise<void> {
  if (call.through === 'execute-queued') {
    await stage.queue.push(file, call)
    return
  }
  const { chance, chronicle, signal } = stage
  const label = `${file.plan.id} ${call.name}`
  const patience = Math.ceil(chance.between(`${label} patience`, [0, 3]))
  for (let tries = 1; ; tries += 1) {
    const heard = await sendToApi(stage, file, await api.take(), `${call.name}/${tries}`, call.version)
    if (typeof heard === 'object' && heard.retry !== true) return
    if (call.manner === 'quits' && tries >= patience) {
      chronicle.note(file.plan.id, `${call.name} gives up`)
      return
    }
    await sleep(waitMs(stage, call, heard, `${label} ${tries}`), undefined, { signal })
  }
}

/** Sends one request through the HTTP API. A function goes on with what its gateway gave up. */
async function sendToApi(
  { chronicle }: Stage,
  file: CaseFile,
  worker: Worker,
  name: string,
  version: Version,
): Promise<Heard> {
  const sent = { name, version: version.number, sentMs: Date.now() }
  const answered = send(file, chronicle, { worker, sent, event: eventOf(version), read: answerFromApi })
  const heard = await Promise.race([answered, sleep(GATEWAY_MS, 'silence' as const, { ref: false })])
  if (heard === 'silence') chronicle.note(file.plan.id, `${name} was not answered in time`)
  if (typeof heard === 'string' || 'code' in heard) return heard
  file.violations.push(`${name} threw ${heard.thrown}`)
  return 'reset'
}

function eventOf({ subActionParams }: Version): unknown {
  const body = { params: { subAction: 'pushToService', subActionParams } }
  return { ...httpEvent('create-incident'), body: JSON.stringify(body) }
}

/** As told, or less; at the end of a campaign, when all is calm and settled, nobody waits on. */
function waitMs({ chance, schedule }: Stage, { manner }: Call, heard: Heard, label: string): number {
  const toldMs = 1000 * (typeof heard === 'object' ? (heard.retryAfterS ?? 1) : 1)
  const wishedMs = manner === 'eager' ? chance.between(`${label} wait`, [3_000, 10_000]) : toldMs
  const lastMs = Math.max(schedule.lastTriesMs - Date.now(), 1_000) + chance.between(`${label} last`, [0, 4_000])
  return Math.min(wishedMs, lastMs)
}
