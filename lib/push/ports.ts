// What the core asks of ServiceNow, as types: the verbs of an incident and the time each may take.
import type { JournalEntry } from './case-record.ts'

/**
 * Time of one call, epoch ms and ms. It is not begun after `startBy` (checked in the tick in which its bytes leave),
 * and ends at `until`, or `limit` after its bytes left, whichever comes first.
 */
export type Budget = { startBy: number; until: number; limit: number }

/** An incident as an answer shows it; times epoch ms. */
export type IncidentHead = { id: string; number: string; createdAt: number; updatedAt: number }

/** Every call throws PushError only; a write's error says by `effect` what it may have done. */
export type Incidents = {
  create(columns: Record<string, string>, budget: Budget): Promise<IncidentHead>
  /** @throws PushError `incident_not_found` when there is no such incident, or none that the user may see */
  update(id: string, columns: Record<string, string>, budget: Budget): Promise<IncidentHead>
  /** The incident and the raw values of these columns; undefined when there is no such incident. */
  read(
    id: string,
    columns: readonly string[],
    budget: Budget,
  ): Promise<(IncidentHead & { columns: Record<string, string> }) | undefined>
  /** The oldest incident of exactly this correlation id created since then, epoch ms, leaving out one sys_id. */
  findByCorrelationId(
    correlationId: string,
    since: number,
    except: string | undefined,
    budget: Budget,
  ): Promise<IncidentHead | undefined>
  /** All entries of one journal column. @throws PushError `misconfigured` when the journal cannot be read */
  journal(id: string, column: string, budget: Budget): Promise<JournalEntry[]>
}
