// Why an instance rejects a write that is well-formed: its data policies and business rules, all of them of incidents.
// A rule's own explanation does not reach a REST client, only the rule's name does.
import type { Row } from './instance.ts'
import type { Properties } from './properties.ts'
import type { TaskTable } from './task-tables.ts'

const CLOSED_RULE = 'Enforce security on closed incidents'

/** The `detail` of ServiceNow's 403, or nothing if the write is allowed. */
export function findObjection(
  { protectsClosed = true }: Properties,
  { name }: TaskTable,
  existing: Row | undefined,
  merged: Row,
): string | undefined {
  if (name !== 'incident') return undefined
  if (protectsClosed && existing?.state === '7') return abortedBy(CLOSED_RULE)
  if (merged.state !== '6' && merged.state !== '7') return undefined
  const missing = [
    ...(merged.close_code ? [] : ['Resolution code']),
    ...(merged.close_notes ? [] : ['Resolution notes']),
  ]
  if (missing.length === 0) return undefined
  return `Data Policy Exception: The following fields are mandatory: ${missing.join(', ')}`
}

function abortedBy(rule: string): string {
  const named = `${rule}^5a9d4a70c0a8016500cb0e0c2b5f7a31`
  return `Operation against file 'incident' was aborted by Business Rule '${named}'. Business Rule Stack:${rule}`
}
