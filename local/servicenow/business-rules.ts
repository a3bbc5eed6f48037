// What an instance refuses although the request is well-formed: data policies and business rules.
// Their own explanations do not cross the REST border, only names do.
import { failure, type Answer } from './answers.ts'
import type { Row } from './instance.ts'

const closedRule = 'Enforce security on closed incidents'

/** The refusal of a write, or nothing. */
export function findObjection(existing: Row | undefined, merged: Row): Answer | undefined {
  if (existing?.state === '7') return abortedByRule(closedRule)
  if (merged.state !== '6' && merged.state !== '7') return undefined
  const missing = [
    ...(merged.close_code ? [] : ['Resolution code']),
    ...(merged.close_notes ? [] : ['Resolution notes']),
  ]
  if (missing.length === 0) return undefined
  return failure(
    403,
    'Operation Failed',
    `Data Policy Exception: The following fields are mandatory: ${missing.join(', ')}`,
  )
}

function abortedByRule(rule: string): Answer {
  const detail = `Operation against file 'incident' was aborted by Business Rule '${rule}^5a9d4a70c0a8016500cb0e0c2b5f7a31'. Business Rule Stack:${rule}`
  return failure(403, 'Operation Failed', detail)
}
