// The process at the near end of the wire: sends requests whose packets are lost, gives them up, lives on, heals the
// wire, and tells what each ended with and what the far end received of it.
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import { PushError } from '../../lib/errors.ts'
import { exchange } from '../../lib/servicenow/exchange.ts'
import { CERTIFICATE } from '../support/self-signed.ts'
import type { AllReceived, Received } from './far-server.ts'
import { FAR_ADDRESS, heal, layWire, losePackets, startIsolated } from './wire.ts'

/** What the far end had received of a request when packets began to be lost, and in the end. */
type Told = { before: Received | undefined; after: Received | undefined }
export type Report = Record<string, Told & { error: { effect: string; reason: string | undefined } | undefined }>

// Longer than what the kernel takes from a process at once.
const BODIES = { small: 'x', large: 'x'.repeat(12 * 1024 * 1024) }
const WARM_UP_MS = 20_000
const GIVE_UP_MS = 1_000
/** The kernel sends again about 0.2, 0.6, 1.4, 3 and 6.2 s after it sent first. */
const OUTAGE_MS = 2_000
/** What was not sent again when the controls were, is sent by then. */
const AFTER_CONTROLS_MS = 4_500

type Case = { name: string; scheme: 'http' | 'https'; size: keyof typeof BODIES; kind: 'reset' | 'control' | 'connect' }
const CASES: Case[] = (['http', 'https'] as const).flatMap((scheme) => [
  ...(['reset', 'control'] as const).flatMap((kind) =>
    (['small', 'large'] as const).map((size) => ({ name: `${kind} ${scheme} ${size}`, scheme, size, kind })),
  ),
  { name: `connect ${scheme}`, scheme, size: 'small', kind: 'connect' },
])
const portOf = (one: Case) => 8_001 + CASES.indexOf(one)
const urlOf = (one: Case) => new URL(`${one.scheme}://${FAR_ADDRESS}:${String(portOf(one))}/`)

// It stands still: on a busy machine, too, no connection counts as idle for too long.
const NOW_MS = Date.parse('2026-11-23T10:00:00Z')
const clock = { now: () => NOW_MS }

type Send = (one: Case, body: string, limitMs: number) => Promise<unknown>
const sendByExchange: Send = (one, body, limitMs) => {
  const budget = { startByMs: NOW_MS + limitMs, untilMs: NOW_MS + limitMs, limitMs }
  return exchange({ method: 'POST', url: urlOf(one), headers: {}, body }, budget, clock)
}

/** The control. As any client of Node, it closes the connection when it gives up. */
const CONTROL_AGENTS = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) }
const sendAndClose: Send = (one, body, limitMs) =>
  new Promise((resolve) => {
    const { request } = one.scheme === 'http' ? http : https
    const outgoing = request(urlOf(one), { method: 'POST', agent: CONTROL_AGENTS[one.scheme] })
    const timer = setTimeout(() => outgoing.destroy(), limitMs)
    outgoing.on('response', (incoming) => incoming.resume()).on('error', () => undefined)
    outgoing.on('close', () => {
      clearTimeout(timer)
      resolve(undefined)
    })
    outgoing.end(body)
  })

const sendCase = (one: Case, body: string, limitMs: number) =>
  (one.kind === 'control' ? sendAndClose : sendByExchange)(one, body, limitMs).then(
    () => undefined,
    (error: unknown) => {
      if (!(error instanceof PushError)) throw error
      return { effect: error.effect, reason: error.reason }
    },
  )

const far = startIsolated('far-server.ts', ['--net'])
process.on('disconnect', () => process.exit())
await once(far, 'spawn')
layWire(far.pid ?? 0)

async function ask(message: object | string): Promise<unknown> {
  far.send(message)
  const [reply] = (await once(far, 'message')) as [unknown]
  return reply
}
const received = async () => (await ask('received')) as AllReceived

await ask(Object.fromEntries(CASES.map((one) => [portOf(one), one.scheme])))
tls.setDefaultCACertificates([CERTIFICATE])
for (const one of CASES) if (one.kind !== 'connect') await sendCase(one, 'x', WARM_UP_MS)
const before = await received()

losePackets()
const calls = CASES.map((one) => sendCase(one, BODIES[one.size], GIVE_UP_MS))
const [errors] = await Promise.all([Promise.all(calls), sleep(OUTAGE_MS)])
heal()

const controls = CASES.filter(({ kind }) => kind === 'control').map(portOf)
let after = await received()
while (!controls.every((port) => (after[port]?.bytes ?? 0) > (before[port]?.bytes ?? 0))) {
  await sleep(100)
  after = await received()
}
await sleep(AFTER_CONTROLS_MS)
after = await received()
const told = CASES.map((one, at): [string, Report[string]] => [
  one.name,
  { before: before[portOf(one)], after: after[portOf(one)], error: errors[at] },
])
process.send?.(Object.fromEntries(told))
