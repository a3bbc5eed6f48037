// The bad network of one worker: its proxies to DynamoDB and ServiceNow, the weather that decides how often a call
// fails, and the line of the chronicle for each call.
import type { Chance } from './chance.ts'
import type { Chronicle } from './chronicle.ts'
import type { FarSide, Urls } from './far-side.ts'
import { drawFault, type Target } from './network-faults.ts'
import { PLAIN, type Passage } from './passage.ts'
import { startProxy } from './proxy.ts'
import { readRequest, type CarriedRequest } from './requests.ts'
import type { Schedule } from './schedule.ts'
import { drawOrder } from './servicenow-faults.ts'
import type { Ambush, Moment } from './strikes.ts'

export type Network = { urls: Urls; close(): Promise<void> }

export type NetworkOptions = {
  worker: string
  chance: Chance
  chronicle: Chronicle
  ambush: Ambush
  farSide: FarSide
  schedule: Schedule
  /** Until when calls of DynamoDB fail, epoch ms. */
  ledgerTroubleUntilMs: number
}

/** How likely a call fails; the weather of a worker changes every ten seconds. */
const WEATHERS = [0, 0.03, 0.1, 0.3] as const
const WEATHER_MS = 10_000

type CallKind = 'acquire' | 'release' | 'write' | 'look'

export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const [dynamoDB, servicenow] = await Promise.all([
    startProxy(options.farSide.urls.dynamoDB, decider(options, 'DynamoDB')),
    startProxy(options.farSide.urls.servicenow, decider(options, 'ServiceNow')),
  ])
  return {
    urls: { dynamoDB: dynamoDB.url, servicenow: servicenow.url },
    close: async () => {
      await Promise.all([dynamoDB.close(), servicenow.close()])
    },
  }
}

function decider(options: NetworkOptions, target: Target): (request: CarriedRequest) => Passage {
  const { worker, chronicle, ambush } = options
  let count = 0
  return (carried) => {
    count += 1
    const request = readRequest(carried)
    const kind = target === 'ServiceNow' ? (request.method === 'GET' ? 'look' : 'write') : ledgerCallOf(request.body)
    const { passage, fault } = decide(options, target, kind, request.method, `${worker} ${target} ${count}`)
    chronicle.note(subjectOf(request), `${worker} ${kind}${fault === '' ? '' : ` [${fault}]`}`)
    ambush.pass(`${kind} sent`)
    const answered: Moment = `${kind} answered`
    return {
      ...passage,
      answered: () => {
        ambush.pass(answered)
      },
    }
  }
}

type Decision = { passage: Passage; fault: string }

function decide(options: NetworkOptions, target: Target, kind: CallKind, method: string, label: string): Decision {
  const { worker, chance, chronicle, schedule, farSide, ledgerTroubleUntilMs } = options
  const nowMs = Date.now()
  const untilMs = target === 'DynamoDB' ? ledgerTroubleUntilMs : schedule.writeTroubleUntilMs
  if (nowMs >= untilMs) return { passage: PLAIN, fault: '' }
  const weather = Math.floor((nowMs - schedule.beganMs) / WEATHER_MS)
  const likely = chance.pick(`${worker} ${target} weather ${weather}`, WEATHERS) * (kind === 'write' ? 2 : 1)
  const faults: string[] = []
  let passage = PLAIN
  if (target === 'ServiceNow' && chance.happens(`${label} in ServiceNow`, likely / 2)) {
    const order = drawOrder(chance, label, method)
    farSide.servicenow.addFault(order)
    chronicle.count('servicenow', order.fault.kind)
    faults.push(JSON.stringify(order.fault))
  }
  if (chance.happens(`${label} on the way`, likely)) {
    const drawn = drawFault(chance, label, target)
    passage = drawn.passage
    chronicle.count('network', drawn.name.replace(/ \(.*/, ''))
    faults.push(drawn.name)
  }
  return { passage, fault: faults.join(', ') }
}

function ledgerCallOf(body: string): CallKind {
  if (body.includes('list_append')) return 'acquire'
  return body.includes('releasedAt = :now') ? 'release' : 'look'
}

/** The case or the incident that a call is about. */
function subjectOf({ path, body }: { path: string; body: string }): string {
  const [subject] = /chaos-\d+-\d+/.exec(`${path} ${body}`) ?? /\b[0-9a-f]{32}\b/.exec(path) ?? []
  return subject ?? ''
}
