// The one table of AWS errors: what an operator must fix, what is gone, and what is worth another try. Known by name
// alone: a message may quote anything.
import { PushError, errorName, type PushErrorOptions, type PushErrorCode, type Reason } from '../errors.ts'

/**
 * Names of errors that no retry removes, without the ending `Exception`, which depends on the protocol of the service
 * (IAM API Reference, Common Error Types; the error models of Secrets Manager, DynamoDB and EventBridge).
 */
const OPERATOR_ERRORS = new Set([
  // The SDK found no credentials, or no endpoint.
  'CredentialsProviderError',
  'TokenProviderError',
  'EndpointError',
  // The credentials are wrong, malformed or expired.
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignature',
  'MissingAuthenticationToken',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnrecognizedClient',
  // They do not allow the call.
  'AccessDenied',
  'NotAuthorized',
  'OptInRequired',
  // The encryption key cannot be used.
  'DecryptionFailure',
  'KMSAccessDenied',
  'KMSDisabled',
  'KMSInvalidState',
  'KMSNotFound',
  'KMSOptInRequired',
  // The call does not fit the resource: a table with another key, a bus that takes no such event.
  'InvalidParameter',
  'ManagedRule',
  'Validation',
  'ValidationError',
])

/** `InvalidRequestException` is what Secrets Manager answers for a secret that is marked for deletion. */
const GONE = new Set(['ResourceNotFound', 'InvalidRequest'])

/** What an error of AWS means to the caller of a push. */
export type AwsErrorMeaning = {
  /** The code of an error that is worth another try; one that an operator must fix is `misconfigured`. */
  transient: PushErrorCode
  /** The code when what was asked for does not exist; `misconfigured` unless given. */
  gone?: PushErrorCode
  reason?: Reason | undefined
  /** Only for what is worth another try. */
  retryAfterS?: PushErrorOptions['retryAfterS']
}

/**
 * The PushError for an error of AWS; its cause is the name.
 * @param error what the SDK threw, or the name of an error that stands in an answer
 */
export function awsError(error: unknown, { transient, gone, reason, retryAfterS }: AwsErrorMeaning): PushError {
  const cause = typeof error === 'string' ? error : errorName(error)
  const name = cause.replace(/Exception$/, '')
  if (gone !== undefined && GONE.has(name)) return new PushError(gone, { cause })
  if (GONE.has(name) || OPERATOR_ERRORS.has(name))
    return new PushError('misconfigured', { reason: reason ?? 'environment', cause })
  return new PushError(transient, { reason, retryAfterS, cause })
}
