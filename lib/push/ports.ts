// What the core asks of the outside, as types: ServiceNow's incidents, and the ledger that remembers cases. The rooms
// servicenow/ and ledger/ implement them.
import type { CaseRecord, Doubt } from './case-record.ts'

/**
 * When one call may run. The client begins it by `startByMs` (epoch ms; checked in the tick in which its bytes leave)
 * and ends it at `untilMs` (epoch ms), or `limitMs` after its bytes left, whichever comes first.
 */
export type Budget = { startByMs: number; untilMs: number; limitMs: number }

/** An incident as an answer shows it; times epoch ms. */
export type IncidentHead = { id: string; number: string; createdAtMs: number; updatedAtMs: number }

/** One entry of an incident's journal: the digest of its text, and when it was written, epoch ms. */
export type JournalEntry = { digest: string; createdAtMs: number }

/** Every call throws PushError only; a write's error says by `effect` what it may have done. */
export type Incidents = {
  create(columns: Record<string, string>, budget: Budget): Promise<IncidentHead>
  /** @throws PushError `incident_not_found` when the incident does not exist or the user may not see it */
  update(id: string, columns: Record<string, string>, budget: Budget): Promise<IncidentHead>
  /** The incident and the raw values of these columns; undefined when it does not exist. */
  read(
    id: string,
    columns: readonly string[],
    budget: Budget,
  ): Promise<(IncidentHead & { columns: Record<string, string> }) | undefined>
  /** The oldest incident of exactly this correlation id created since then, epoch ms, leaving out one sys_id. */
  findByCorrelationId(
    correlationId: string,
    sinceMs: number,
    except: string | undefined,
    budget: Budget,
  ): Promise<IncidentHead | undefined>
  /** All entries of one journal column. @throws PushError `misconfigured` when the journal cannot be read */
  journal(id: string, column: string, budget: Budget): Promise<JournalEntry[]>
}

/** A claim on a case: by whom, made when, until when (epoch ms), and what its push may write. */
export type Claim = { owner: string; nowMs: number; untilMs: number; doubt: Doubt }

/** Where the records live. Two calls per push. */
export type Ledger = {
  /**
   * Takes the lease and appends the doubt, in one conditional step.
   * @returns the record as it now is, own doubt included
   * @throws PushError `push_in_progress` when another push holds the lease
   */
  acquire(key: string, claim: Claim): Promise<CaseRecord>
  /** Replaces the record and gives the lease back, only while the lease is still `owner`'s. */
  release(key: string, owner: string, record: CaseRecord, nowMs: number): Promise<void>
}
