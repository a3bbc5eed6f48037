// Secrets Manager as this project asks it: the text of one secret, and what it means when it cannot be asked.
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as v from 'valibot'
import type { PushError, PushErrorCode } from '../errors.ts'
import { awsError } from './errors.ts'

/**
 * The text of a secret; empty for a binary one.
 * @param gone the code when there is no such secret; `misconfigured` unless given
 * @throws PushError `misconfigured`, `credentials_unavailable`, or `gone`
 */
export async function readSecret(secrets: SecretsManagerClient, name: string, gone?: PushErrorCode): Promise<string> {
  try {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: name }))
    return SecretString ?? ''
  } catch (error) {
    throw secretsError(error, gone)
  }
}

const ConnectionRefused = v.object({ code: v.literal('ECONNREFUSED') })

/** What an error of Secrets Manager means. @param gone the code when there is no such secret */
export function secretsError(error: unknown, gone?: PushErrorCode): PushError {
  // Secrets Manager itself never refuses a connection; a local endpoint without its stack does.
  const reason = v.is(ConnectionRefused, error) ? 'no_stack' : undefined
  const meaning = { transient: 'credentials_unavailable', reason, retryAfterS: 5 } as const
  return awsError(error, gone === undefined ? meaning : { ...meaning, gone })
}
