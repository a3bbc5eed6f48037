// What was observed in a security incident: the application of Elastic keeps it beside the incident, each value once
// (elastic-execute-api.md §2).
import { PushError } from '../errors.ts'
import type { Budget } from '../push/ports.ts'
import type { Client } from './client.ts'
import type { Application } from './elastic-application.ts'
import type { Columns } from './written-row.ts'

const TYPES: Readonly<Record<string, string>> = {
  dest_ip: 'ipv4-addr',
  source_ip: 'ipv4-addr',
  malware_hash: 'SHA256',
  malware_url: 'URL',
}

/** Columns that are no columns of the record here. */
export function splitObservables(columns: Columns): { observables: Columns; rest: Columns } {
  const entries = Object.entries(columns)
  return {
    observables: Object.fromEntries(entries.filter(([name]) => Object.hasOwn(TYPES, name))),
    rest: Object.fromEntries(entries.filter(([name]) => !Object.hasOwn(TYPES, name))),
  }
}

/**
 * Adds values to a security incident.
 * @throws PushError with the effect `none`: it may be sent again; `incident_not_found` when the incident is gone
 */
export async function addObservables(
  { client, application }: { client: Client; application: Application },
  id: string,
  observables: Columns,
  budget: Budget,
): Promise<void> {
  const body = observablesIn(observables)
  if (body.length === 0) return
  const path = `/api/${application.scope}/elastic_api/incident/${encodeURIComponent(id)}/observables/bulk`
  try {
    await client({ method: 'POST', path, body, budget })
  } catch (error) {
    if (!(error instanceof PushError)) throw error
    // The application was there a moment ago, so it is the incident that is not.
    if (error.reason === 'no_table' || error.code === 'incident_not_found') throw new PushError('incident_not_found')
    const { code, reason, retryAfterS, serviceMessage } = error
    throw new PushError(code, { reason, retryAfterS, serviceMessage, cause: error.cause })
  }
}

function observablesIn(columns: Columns): { value: string; type: string }[] {
  const values = Object.entries(columns).flatMap(([name, text]) =>
    text.split(/[ ,|\r\n\t]+/).flatMap((value) => (value === '' ? [] : [`${TYPES[name] ?? ''} ${value}`])),
  )
  return [...new Set(values)].map((typed) => {
    const [type = '', value = ''] = typed.split(' ')
    return { value, type }
  })
}
