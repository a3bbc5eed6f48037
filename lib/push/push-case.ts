// The core: one case becomes one incident, created once, updated in place, every comment written once, whatever
// fails. No AWS, no HTTP, no environment: everything arrives as arguments. The rules and why each is needed:
// docs/decisions/0002-ledger.md and 0003-settle-time.md.
import { randomUUID } from 'node:crypto'
import {
  LEASE_MARGIN_MS,
  SETTLE_MS,
  writtenAs,
  type CaseRecord,
  type Claim,
  type Doubt,
  type KnownIncident,
  type Ledger,
} from './case-record.ts'
import { caseKeyOf, type CasePush } from '../case/parse-case.ts'
import type { Connector } from '../connectors/connector.ts'
import { PushError } from '../errors.ts'
import { planIncident, recordUrl, type IncidentPlan } from './plan-incident.ts'
import { lookFirst } from './reconcile.ts'
import type { PushResult } from './push-result.ts'
import type { Incidents } from './ports.ts'
import type { Clock } from '../clock.ts'
import { outcomeUnknown, type Work } from './known.ts'
import { writeRest } from './write.ts'

export type PushInput = {
  casePush: CasePush
  connector: Connector
  incidents: Incidents
  ledger: Ledger
  clock: Clock
  /** When the push must be over, epoch ms; the caller's process must live until then. */
  deadline: number
  /** Identifies the case when it does not identify itself: an `Idempotency-Key`, an event's id. */
  requestKey?: string | undefined
}

/**
 * Creates or updates the incident of a case and writes its comments. Safe to repeat: after any error that says
 * retry, the same input goes on where this push stopped.
 * @throws PushError of the table in errors.ts
 */
export async function pushCase(input: PushInput): Promise<PushResult> {
  const { casePush, connector, incidents, ledger, clock, deadline } = input
  const caseKey = caseKeyOf(casePush, input.requestKey) ?? randomUUID()
  const plan = planIncident(casePush, connector.mapping, caseKey)
  const key = `${connector.id}#${caseKey}`
  const owner = randomUUID()
  const now = clock.now()
  const claim = { owner, now, until: deadline + LEASE_MARGIN_MS, doubt: doubtAbout(plan, owner, now, deadline) }
  const { acquired, isFull } = await acquire(ledger, key, claim)
  const inherited = acquired.doubts.filter((doubt) => doubt.owner !== owner)
  const record = { ...acquired, doubts: inherited }
  const work: Work = {
    plan,
    incidents,
    clock,
    owner,
    deadline,
    inherited,
    record,
    unknown: undefined,
    firstWrite: undefined,
    dead: undefined,
  }
  try {
    await lookFirst(work)
    if (isFull) throw afterMakingRoom(work)
    return resultOf(work, await writeRest(work), connector)
  } finally {
    await release(work, key, ledger)
  }
}

// Doubts of pushes that died can fill a record. A push that finds it full puts none of its own beside them: it writes
// nothing, but looks, and by that removes those that are settled.
async function acquire(ledger: Ledger, key: string, claim: Claim): Promise<{ acquired: CaseRecord; isFull: boolean }> {
  try {
    return { acquired: await ledger.acquire(key, claim), isFull: false }
  } catch (error) {
    if (!(error instanceof PushError) || error.reason !== 'record_full') throw error
    const { owner, since, settledAt } = claim.doubt
    return {
      acquired: await ledger.acquire(key, { ...claim, doubt: { owner, since, settledAt, comments: [] } }),
      isFull: true,
    }
  }
}

function afterMakingRoom({ inherited, record, clock }: Work): PushError {
  if (inherited.length === 0) return new PushError('payload_too_large', { reason: 'record_full' })
  return record.doubts.length > 0
    ? outcomeUnknown(record.doubts, clock.now())
    : new PushError('push_incomplete', { retryAfter: 1 })
}

// A push that dies may have begun its last write at its deadline.
function doubtAbout(plan: IncidentPlan, owner: string, now: number, deadline: number): Doubt {
  return {
    owner,
    since: now,
    settledAt: deadline + SETTLE_MS,
    fields: plan.fields,
    comments: plan.comments.map(({ commentId, digest }) => ({ commentId, digest })),
    ...(plan.externalId === undefined ? {} : { incident: plan.externalId }),
    ...(plan.version === undefined ? {} : { version: plan.version }),
  }
}

// A release that fails changes no answer: the doubt stands and the next push looks.
async function release({ record, unknown, clock, deadline, owner }: Work, key: string, ledger: Ledger): Promise<void> {
  const now = clock.now()
  if (now >= deadline + LEASE_MARGIN_MS) return
  const doubts = unknown === undefined ? record.doubts : [...record.doubts, unknown]
  await ledger.release(key, owner, { ...record, doubts }, now).catch(() => undefined)
}

function resultOf({ plan, record }: Work, incident: KnownIncident, connector: Connector): PushResult {
  // A finished push has written all of them.
  const written = plan.comments
    .map((comment) => writtenAs(comment, record.comments))
    .filter((comment) => comment !== undefined)
  const listed = written.filter(({ commentId }) => commentId !== '')
  return {
    title: incident.number,
    id: incident.id,
    pushedDate: new Date(incident.pushedAt).toISOString(),
    url: recordUrl(connector.apiUrl, incident.id),
    ...(listed.length === 0
      ? {}
      : {
          comments: listed.map(({ commentId, pushedAt }) => ({
            commentId,
            pushedDate: new Date(pushedAt * 1000).toISOString(),
          })),
        }),
  }
}
