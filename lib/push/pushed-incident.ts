// The way from an incident to its case: a caller that knows the incident alone reaches only those that its connector
// has pushed or adopted.
import type { Connector } from '../connectors/connector.ts'
import { PushError } from '../errors.ts'
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
 * What the ledger knows of an incident. Where its case has turned to another one since, it is dated by its claim.
 * Costs one call of the ledger, and none to ServiceNow.
 * @throws PushError when the ledger fails
 */
export async function describeIncident({ connector, ledger }: Source, incident: OwnIncident): Promise<IncidentResult> {
  const { id, number, caseKey, claimedAtMs } = incident
  const { incident: recorded } = (await ledger.recordOf(ledgerKeyOf(connector, caseKey))) ?? {}
  const isCurrent = recorded !== undefined && isSameId(recorded.id, id)
  return {
    id: isCurrent ? recorded.id : id,
    number,
    url: recordUrl(connector, isCurrent ? recorded.id : id),
    pushedDate: isoDate(isCurrent ? recorded.pushedAtMs : claimedAtMs),
  }
}
