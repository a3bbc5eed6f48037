// The ledger in memory: the conditional acquire and release (docs/decisions/0002-ledger.md), and calls of it whose
// requests and answers are lost, repeated or late.
import type { Claim, Ledger } from '../../lib/push/ports.ts'
import type { CaseRecord } from '../../lib/push/case-record.ts'
import { PushError } from '../../lib/errors.ts'
import type { LedgerCall } from './faults.ts'
import { checkClaim } from './oracle-writes.ts'
import { within, type Process } from './scheduler.ts'
import type { Sender, Stage } from './stage.ts'
import { meetLedger, note, secondsOf, type World } from './world.ts'

/** What is stored: from now on nobody can change it. */
function frozen<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part as object)
  return Object.freeze(value)
}

/** A release later than an acquire's own time by more than this proves the acquire to be an old copy. */
const OLD_COPY_MS = 10_000

type Item = { record: CaseRecord; lease?: { owner: string; untilMs: number }; releasedAt?: number; releasedBy?: string }

export type LedgerStore = Map<string, Item> & {
  /** By incident, the key of the case that claimed it. */
  claims: Map<string, string>
}

export const newStore = (): LedgerStore => Object.assign(new Map<string, Item>(), { claims: new Map<string, string>() })

// Whoever claims an incident first has it.
function claim({ claims }: LedgerStore, incident: string, key: string): boolean {
  const owner = claims.get(incident) ?? key
  claims.set(incident, owner)
  return owner === key
}

function acquire(store: LedgerStore, key: string, { owner, nowMs, untilMs, doubt }: Claim): Item | PushError {
  const item = store.get(key) ?? { record: { fields: {}, comments: [], doubts: [] } }
  const isHeld = item.lease !== undefined && item.lease.owner !== owner && item.lease.untilMs > nowMs
  const isOld = (item.releasedAt ?? 0) > nowMs + OLD_COPY_MS
  if (isHeld || isOld) {
    const left = isHeld ? (item.lease?.untilMs ?? nowMs) - nowMs : 0
    return new PushError('push_in_progress', { retryAfterS: Math.max(1, Math.ceil(left / 1000)) })
  }
  const taken = {
    ...item,
    record: { ...item.record, doubts: [...item.record.doubts, frozen(doubt)] },
    lease: { owner, untilMs },
  }
  store.set(key, taken)
  return taken
}

// Only by the lease's owner, and only when nobody has released since its acquire: copies of an acquire and of its
// release, both late, must not roll the record back.
function release(
  store: LedgerStore,
  key: string,
  owner: string,
  record: CaseRecord,
  now: number,
  seen: string | undefined,
): PushError | undefined {
  const item = store.get(key)
  if (item?.lease?.owner !== owner || item.releasedBy !== seen)
    return new PushError('push_incomplete', { reason: 'ledger' })
  store.set(key, { record, releasedAt: now, releasedBy: owner })
  return undefined
}

/** The ledger as one process sees it. */
export function ledgerOf(stage: Stage, sender: Sender): Ledger {
  const { world, ledger: store } = stage
  const { process } = sender
  let seen: string | undefined
  return {
    async acquire(key, claim) {
      if (sender.knows !== undefined) sender.key = key
      sender.owner = claim.owner
      const { record, releasedBy } = await call(world, process, 'acquire', () => acquire(store, key, claim))
      seen = releasedBy
      const { database } = sender.serviceNow
      const turns = stage.turns.get(key) ?? []
      if (turns.at(-1) !== database) stage.turns.set(key, [...turns, database])
      return record
    },
    release: (key, owner, record, now) =>
      call(world, process, 'release', () => release(store, key, owner, frozen(record), now, seen)),
    claim: ({ instance, id }, key) => {
      // At the time of the call: a copy may arrive when its push is over.
      if (!store.claims.has(`${instance} ${id}`)) checkClaim(stage, sender, id)
      return call(world, process, 'claim', () => claim(store, `${instance} ${id}`, key))
    },
    claimedBy: ({ instance, id }) =>
      call(world, process, 'owner', () => {
        const owner = store.claims.get(`${instance} ${id}`)
        return owner === undefined
          ? undefined
          : { key: owner, number: stage.serviceNow.database.incidents.get(id)?.number ?? '', claimedAtMs: 0 }
      }),
    recordOf: (key) => call(world, process, 'owner', () => store.get(key)?.record),
  }
}

const unheard = () => new PushError('push_incomplete', { reason: 'ledger', retryAfterS: 1 })

function call<T>(world: World, process: Process, operation: LedgerCall, apply: () => T | PushError): Promise<T> {
  const { scheduler } = world
  const { fault, late, frozen } = meetLedger(world, process, operation)
  if (fault.freezes === 'before') process.frozenUntil = scheduler.now() + frozen * 1000
  return new Promise((resolve, reject) => {
    within(world.scheduler, process, scheduler.now(), () => {
      if (fault.dies === 'before') process.isDead = true
      const sent = scheduler.now()
      let heard: { answer: T | PushError } | undefined
      fault.arrives.forEach((seconds, copy) => {
        scheduler.at(sent + secondsOf(seconds, late) * 1000, () => {
          const answer = apply()
          const result = answer instanceof PushError ? 'refused' : 'applied'
          note(world, process.name, `  ${operation} ${result}${copy === 0 ? '' : ` (copy ${copy})`}`)
          if (fault.hears === copy) heard = { answer }
        })
      })
      if (fault.dies === 'after') process.isDead = true
      if (fault.freezes === 'after') process.frozenUntil = sent + frozen * 1000
      within(scheduler, process, sent + fault.answers * 1000, () => {
        const { answer } = heard ?? { answer: unheard() }
        if (answer instanceof PushError) reject(answer)
        else resolve(answer)
      })
    })
  })
}
