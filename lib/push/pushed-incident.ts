// The way from an incident to its case: a caller that knows the incident alone reaches only those that its connector
// has pushed or adopted.
import type { Connector } from '../connectors/connector.ts'
import { PushError } from '../errors.ts'
import type { CaseRecord, KnownIncident } from './case-record.ts'
import { isFormer } from './closed.ts'
import { isSameId } from './known.ts'
import type { Ledger } from './ports.ts'
import { isoDate } from './push-result.ts'
import { placeOf, recordUrl, type Place } from './record-place.ts'
import { ledgerKeyOf } from './run-push.ts'

/** An incident, and the case that claimed it. Time: epoch ms. */
export type OwnIncident = { id: string; number: string; caseKey: string; claimedAtMs: number }

/** `id` is the incident's sys_id; `pushedDate`, ISO 8601, says when it was last written to. */
export type IncidentResult = { id: string; number: string; url: string; pushedDate: string }

/** Where an incident is to be found. */
export type Source = { connector: Pick<Connector, 'id'> & Place; ledger: Pick<Ledger, 'claimedBy' | 'recordOf'> }

/**
 * Costs one call of the ledger, and none to ServiceNow.
 * @throws PushError `incident_not_found` for one that no case of this connector has claimed
 */
export async function findOwnIncident({ connector, ledger }: Source, id: string): Promise<OwnIncident> {
  const claim = await ledger.claimedBy({ instance: placeOf(connector), id })
  const prefix = ledgerKeyOf(connector, '')
  if (claim?.key.startsWith(prefix) !== true) throw new PushError('incident_not_found', { reason: 'not_pushed' })
  const { key, number, claimedAtMs } = claim
  return { id, number, caseKey: key.slice(prefix.length), claimedAtMs }
}

/**
 * What the ledger knows of an incident; of one that was closed and left, what it knows of the one that follows. Where
 * its case has turned to another one otherwise, it is dated by its claim.
 * Costs one call of the ledger, and none to ServiceNow.
 * @throws PushError when the ledger fails
 */
export async function describeIncident({ connector, ledger }: Source, incident: OwnIncident): Promise<IncidentResult> {
  const { id, number, caseKey, claimedAtMs } = incident
  const record = await ledger.recordOf(ledgerKeyOf(connector, caseKey))
  const current = record && standingFor(record, id)
  return {
    id: current?.id ?? id,
    number: current?.number ?? number,
    url: recordUrl(connector, current?.id ?? id),
    pushedDate: isoDate(current?.pushedAtMs ?? claimedAtMs),
  }
}

// The recorded incident, for its own id and for those that its case has left for it.
function standingFor(record: CaseRecord, id: string): KnownIncident | undefined {
  const { incident } = record
  return incident !== undefined && (isSameId(incident.id, id) || isFormer(record, id)) ? incident : undefined
}
