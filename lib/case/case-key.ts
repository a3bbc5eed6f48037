// What identifies a case in the ledger: the caller's own ids, in the order in which they count.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { problemsOf } from '../schema/problems.ts'
import type { CasePush } from './parse-case.ts'

/**
 * The first given of savedObjectId, the caller's correlation_id, externalId and the request's own key
 * (`Idempotency-Key` header, or an event's id).
 */
export function caseKeyOf(casePush: CasePush, requestKey: string | undefined): string | undefined {
  return casePush.savedObjectId ?? casePush.correlationId ?? casePush.externalId?.toLowerCase() ?? requestKey
}

/** The header `Idempotency-Key`. */
export const IdempotencyKey = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters'),
)

/**
 * The request's own key, from its `Idempotency-Key` header. Two callers may choose the same one.
 * @param keyId the id of the caller's API key
 * @throws PushError `invalid_request`
 */
export function requestKeyOf(header: string | undefined, keyId: string): string | undefined {
  if (header === undefined) return undefined
  const key = v.safeParse(IdempotencyKey, header)
  if (!key.success) throw new PushError('invalid_request', { problems: problemsOf(key.issues, 'idempotency-key') })
  return `${keyId}:${key.output}`
}
