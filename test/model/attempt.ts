// One try of a caller: a process with a clock of its own, and the entry of the core that its request reaches.
import { PATIENCE_MS } from '../../lib/push/budgets.ts'
import { pushCase } from '../../lib/push/push-case.ts'
import { pushComment, type CommentResult } from '../../lib/push/push-comment.ts'
import { findOwnIncident } from '../../lib/push/pushed-incident.ts'
import type { PushResult } from '../../lib/push/push-result.ts'
import type { Means } from '../../lib/push/run-push.ts'
import { incidentsOf } from './border.ts'
import type { Fate } from './caller.ts'
import { hostOf } from './hosts.ts'
import { ledgerOf } from './model-ledger.ts'
import { pick } from './random.ts'
import { CASE, casePushOf, commentPushOf, connectorOf, keyOf } from './request.ts'
import type { Caller } from './scenario.ts'
import { createProcess } from './scheduler.ts'
import type { Sender, Stage } from './stage.ts'

/** Hosts' clocks are at most 4 s apart. */
const SKEWS = [-2000, 0, 2000]

/** The n-th try of a caller: a process with a clock of its own, and what its connector names now. */
export function senderOf(stage: Stage, caller: Caller, knows: string | undefined, tries: number): Sender {
  const { world, serviceNow, ledger } = stage
  const name = `${caller.name}/${tries}`
  const process = createProcess(world.scheduler, name, skewOf(world.seed, name, tries))
  const connector = connectorOf(stage, caller)
  const claimedBy = knows === undefined ? undefined : ledger.claims.get(`${serviceNow.origin} ${knows}`)
  const isOwn = claimedBy?.startsWith(`${connector.id}#`) === true
  return {
    process,
    host: hostOf(stage, connector.id, process),
    connector,
    key: isOwn ? claimedBy : keyOf(caller),
    knows,
    wasClaimed: isOwn,
    startedAt: world.scheduler.now(),
    serviceNow,
    hasWritten: false,
    sent: [],
    isUnclear: false,
    hasLostCorrelation: false,
  }
}

/** @param patienceMs from the start of the try to its deadline */
export function attempt(stage: Stage, fate: Fate, patienceMs: number): Promise<PushResult | CommentResult> {
  const { caller, externalId, manner, sender } = fate
  const { process, host, connector, knows } = sender
  const means: Means = {
    connector,
    incidents: incidentsOf(stage, sender),
    ledger: ledgerOf(stage, sender),
    health: host.health,
    clock: process.clock,
    settleMs: 75_000,
    waitMs: manner === 'queue' ? 0 : PATIENCE_MS,
    deadlineMs: process.clock.now() + patienceMs,
  }
  return knows === undefined
    ? pushCase({ ...means, casePush: casePushOf(caller, externalId, stage.scenario), requestKey: CASE })
    : comment(means, caller, knows)
}

// As handlers/comment.ts does.
async function comment(means: Means, caller: Caller, incidentId: string): Promise<CommentResult> {
  const incident = await findOwnIncident(means, incidentId)
  return pushComment({ ...means, incident, commentPush: commentPushOf(caller) })
}

// The plain run alternates, so that every takeover is by the clock that is ahead.
function skewOf(seed: number, name: string, tries: number): number {
  if (seed !== 0) return pick(seed, `skew ${name}`, SKEWS)
  return (Number(name.slice(1, 2)) + tries) % 2 === 0 ? -2000 : 2000
}
