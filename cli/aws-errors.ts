// What the operators' commands say when AWS refuses: which region, credentials or permission is missing.
import { errorName } from '../lib/errors.ts'

/** A call that was refused: `Secrets Manager`, `read`, `case-push/prod/api-keys`, `secretsmanager:GetSecretValue`. */
export type AwsCall = { service: string; verb: string; name: string; permission: string }

const ADVICE: Record<string, string> = {
  CredentialsProviderError: 'the AWS SDK finds no credentials: set AWS_PROFILE, or log in',
  TokenProviderError: 'your AWS session has ended: log in again',
  ExpiredToken: 'your AWS credentials have expired: log in again',
  UnrecognizedClient: 'AWS does not know the key of your credentials',
  InvalidClientTokenId: 'AWS does not know the key of your credentials',
  InvalidSignature:
    'AWS rejects the signature: the secret key of your credentials, or the clock of this machine, is wrong',
  ENOTFOUND: 'AWS has no endpoint of that name: is the region right, and is there a network?',
}
const DENIED = new Set(['AccessDenied', 'NotAuthorized', 'UnauthorizedOperation'])

/** The error of a refused call, in a sentence for people. */
export function awsRefusal({ service, verb, name, permission }: AwsCall, cause: unknown): Error {
  const code = codeOf(cause)
  const kind = code.replace(/Exception$/, '')
  if (DENIED.has(kind)) return new Error(`your AWS identity lacks the permission ${permission} on ${name}`, { cause })
  if (code === 'ECONNREFUSED')
    return new Error(
      `nothing listens at the endpoint of ${service}: on stage local, start the stack first (npm start)`,
      {
        cause,
      },
    )
  return new Error(ADVICE[kind] ?? `${service} did not let us ${verb} ${name}: ${code}`, { cause })
}

/** @throws Error, for people, when neither the option nor the AWS configuration names a region */
export async function requireRegion(client: { config: { region: () => Promise<string> } }): Promise<void> {
  await client.config.region().catch((cause: unknown) => {
    throw new Error('your AWS configuration has no region: give --region', { cause })
  })
}

/** What the system or AWS calls an error; a text is that name already. */
export function codeOf(error: unknown): string {
  if (typeof error === 'string') return error
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : errorName(error)
}
