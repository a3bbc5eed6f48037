// Where the connectors of a stage are: secrets, with the region and the credentials that the AWS SDK finds. Those of
// stage local are at its own Secrets Manager, which needs neither.
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from '@aws-sdk/client-secrets-manager'
import { errorName } from '../lib/errors.ts'
import { awsRefusal, requireRegion } from './aws-errors.ts'

/** `npm start` listens there. */
const LOCAL_URL = 'http://127.0.0.1:3002'

/** Longer than a function's: a person waits here, and a call that is given up may have been carried out. */
const TIMEOUTS = { connectionTimeout: 10_000, requestTimeout: 30_000, throwOnRequestTimeout: true }

/** @throws Error for a deployed stage whose region is unknown */
export async function secretsOf(stage: string, region: string | undefined): Promise<SecretsManagerClient> {
  const local: SecretsManagerClientConfig = {
    endpoint: process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] ?? LOCAL_URL,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }
  const deployed = region === undefined ? {} : { region }
  const client = new SecretsManagerClient({ requestHandler: TIMEOUTS, ...(stage === 'local' ? local : deployed) })
  await requireRegion(client)
  return client
}

export const prefixOf = (stage: string): string => `case-push/${stage}`

export const secretNameOf = (stage: string, id: string): string => `${prefixOf(stage)}/connectors/${id}`

/** Gives a secret a new value, and creates it if there is none. @throws Error that names the secret */
export async function storeSecret(secrets: SecretsManagerClient, name: string, text: string): Promise<void> {
  try {
    await secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }))
  } catch (error) {
    if (errorName(error) !== 'ResourceNotFoundException') throw refusedTo('write', 'PutSecretValue', name, error)
    await secrets.send(new CreateSecretCommand({ Name: name, SecretString: text })).catch((cause: unknown) => {
      throw refusedTo('create', 'CreateSecret', name, cause)
    })
  }
}

/** The error of a call to Secrets Manager that was refused. @param cause an error of the SDK, or its name */
export function refusedTo(verb: string, action: string, name: string, cause: unknown): Error {
  return awsRefusal({ service: 'Secrets Manager', verb, name, permission: `secretsmanager:${action}` }, cause)
}
