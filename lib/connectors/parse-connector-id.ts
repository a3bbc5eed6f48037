// The connector that a request names.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { ConnectorId } from '../schema/identifiers.ts'
import { problemsOf } from '../schema/problems.ts'

/** @throws PushError `invalid_request` for what cannot be the id of a connector */
export function parseConnectorId(id: unknown): string {
  const result = v.safeParse(ConnectorId, id)
  if (!result.success) throw new PushError('invalid_request', { problems: problemsOf(result.issues, 'connectorId') })
  return result.output
}
