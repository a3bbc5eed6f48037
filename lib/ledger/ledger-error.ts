// What it means when a call to the ledger's table fails.
import { awsError } from '../aws/errors.ts'
import { PushError, errorName } from '../errors.ts'

/** DynamoDB rejects a record over its limit as invalid; only the message tells it from other invalid calls. */
export function ledgerError(error: unknown): PushError {
  const name = errorName(error)
  if (name === 'ValidationException' && /size/i.test(String(error)))
    return new PushError('payload_too_large', { reason: 'record_full', cause: name })
  return awsError(error, { transient: 'push_incomplete', reason: 'ledger', retryAfterS: 2 })
}
