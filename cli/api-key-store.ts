// Where the API keys of a stage are: a file of this directory for stage local, a secret for every other one.
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export type KeyStore = {
  /** For people. */
  name: string
  /** The text kept; undefined when there is none yet. */
  read(): Promise<string | undefined>
  write(text: string): Promise<void>
}

export function keyFile(path = fileURLToPath(new URL('../local/api-keys.json', import.meta.url))): KeyStore {
  return {
    name: path,
    read: () =>
      readFile(path, 'utf8').catch((error: unknown) => {
        if (nameOf(error) === 'ENOENT') return undefined
        throw error
      }),
    write: (text) => writeFile(path, text),
  }
}

/** The secret of a deployed stage, with the region and the credentials that the AWS SDK finds. */
export function keySecret(stage: string, region: string | undefined): KeyStore {
  const SecretId = `case-push/${stage}/api-keys`
  const client = new SecretsManagerClient(region === undefined ? {} : { region })
  const failed =
    (verb: string) =>
    (cause: unknown): never => {
      throw new Error(`Secrets Manager did not let us ${verb} ${SecretId}: ${nameOf(cause)}`, { cause })
    }
  let isNew = false
  return {
    name: `the secret ${SecretId}`,
    read: async () => {
      const answer = await client.send(new GetSecretValueCommand({ SecretId })).catch((error: unknown) => {
        isNew = nameOf(error) === 'ResourceNotFoundException'
        return isNew ? undefined : failed('read')(error)
      })
      return answer?.SecretString
    },
    write: async (SecretString) => {
      const command = isNew
        ? client.send(new CreateSecretCommand({ Name: SecretId, SecretString }))
        : client.send(new PutSecretValueCommand({ SecretId, SecretString }))
      await command.catch(failed('write'))
    },
  }
}

const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown error'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
