// What becomes of an error that this project does not know: a retry is worth it, and the log says what it was.
import { PushError } from '../errors.ts'
import { errorFields, log } from '../telemetry/log.ts'

/** A PushError as it is; anything else is logged, without its message, and becomes `push_incomplete`. */
export function asPushError(error: unknown): PushError {
  if (error instanceof PushError) return error
  log('error', 'unexpected error', errorFields(error))
  return new PushError('push_incomplete', { retryAfterS: 5 })
}
