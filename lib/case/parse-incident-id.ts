// The incident that a route names in its path.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { ExternalId } from '../schema/identifiers.ts'
import { problemsOf } from '../schema/problems.ts'

/** @throws PushError `invalid_request` for what cannot be a sys_id */
export function parseIncidentId(id: string | undefined): string {
  const result = v.safeParse(ExternalId, id)
  if (!result.success) throw new PushError('invalid_request', { problems: problemsOf(result.issues, 'incidentId') })
  return result.output
}
