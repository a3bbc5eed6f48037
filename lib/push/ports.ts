// What the core asks of the outside, as types: ServiceNow's incidents, and the ledger that remembers cases. The rooms
// servicenow/ and ledger/ implement them.
import type { CaseRecord, Doubt } from './case-record.ts'

/**
 * When one call may run. The client begins it by `startByMs` (epoch ms; checked in the tick in which its bytes leave)
 * and ends it at `untilMs` (epoch ms), or `limitMs` after its bytes left, whichever comes first.
 */
export type Budget = { startByMs: number; untilMs: number; limitMs: number }

/** An incident as an answer shows it; times epoch ms, by ServiceNow's clock. */
export type IncidentHead = { id: string; number: string; createdAtMs: number; updatedAtMs: number }

/**
 * One entry of an incident's journal: the digest of its text, the digests of the comments that may share it, and when
 * it was written, epoch ms by ServiceNow.
 */
export type JournalEntry = { digest: string; parts?: readonly string[] | undefined; createdAtMs: number }

/** An incident with the raw values of the columns asked for. One that the user may not read is absent. */
export type IncidentRow = IncidentHead & { columns: Record<string, string> }

/** The answer to a write. `isJournaled`: it shows that the text written into the journal stands there. */
export type WrittenRow = IncidentRow & { isJournaled?: boolean }

/** Which entries of a journal are of interest. */
export type JournalQuery = {
  column: string
  /** Entries before this may be left out, epoch ms; undefined: none. */
  sinceMs: number | undefined
  /** Digests of the texts that are looked for or recorded. */
  digests: ReadonlySet<string>
}

/** Every call throws PushError only; a write's error says by `effect` what it may have done. */
export type Incidents = {
  /**
   * The answer shows the columns as they are stored, but long ones.
   * @param journalColumn a column whose history the answer shall show, too
   */
  create(columns: Record<string, string>, budget: Budget, journalColumn?: string): Promise<WrittenRow>
  /** @throws PushError `incident_not_found` when the incident does not exist or the user may not see it */
  update(id: string, columns: Record<string, string>, budget: Budget, journalColumn?: string): Promise<WrittenRow>
  /** Undefined when the incident does not exist. */
  read(id: string, columns: readonly string[], budget: Budget): Promise<IncidentRow | undefined>
  /** All incidents of exactly this correlation id created since then (epoch ms of this host), the oldest first. */
  findByCorrelationId(correlationId: string, sinceMs: number, budget: Budget): Promise<IncidentHead[]>
  /** Entries of one journal column. @throws PushError `misconfigured` when the journal cannot be read */
  journal(id: string, query: JournalQuery, budget: Budget): Promise<JournalEntry[]>
}

/** A claim on a case: by whom, made when, until when (epoch ms), and what its push may write. */
export type Claim = { owner: string; nowMs: number; untilMs: number; doubt: Doubt }

/** An incident among those of all instances and tables: its place (record-place.ts), and its sys_id. */
export type IncidentKey = { instance: string; id: string }

/** The key of the case that claimed an incident, the incident's number, and when it was claimed last, epoch ms. */
export type IncidentClaim = { key: string; number: string; claimedAtMs: number }

/** Where the records live. Two calls per push, and a claim for each incident. */
export type Ledger = {
  /**
   * Takes the lease and appends the doubt, in one conditional step.
   * @returns the record as it now is, own doubt included
   * @throws PushError `push_in_progress` when another push holds the lease
   */
  acquire(key: string, claim: Claim): Promise<CaseRecord>
  /** Replaces the record and gives the lease back, only while the lease is still `owner`'s. */
  release(key: string, owner: string, record: CaseRecord, nowMs: number): Promise<void>
  /**
   * Claims an incident for the case of this key, unless another case has.
   * @returns whether it is this case's now
   */
  claim(incident: IncidentKey & { number: string }, key: string, nowMs: number): Promise<boolean>
  /** Whose an incident is. */
  claimedBy(incident: IncidentKey): Promise<IncidentClaim | undefined>
  /** The record of this key, without its lease; undefined when there is none. */
  recordOf(key: string): Promise<CaseRecord | undefined>
}
