// Where the API keys of a stage are: a file of the embedded stack for stage local, a secret for every other stage.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { awsRefusal, codeOf, requireRegion } from './aws-errors.ts'
import { API_KEYS_FILE, FIRST_KEYS } from '../local/first-secrets.ts'

export type KeyStore = {
  /** For people. */
  name: string
  /** Returns the stored text, or undefined if nothing is stored yet. */
  read(): Promise<string | undefined>
  write(text: string): Promise<void>
}

/** @param path by default the file of the embedded stack, which has its first key even before the first start */
export function keyFile(path = API_KEYS_FILE): KeyStore {
  return {
    name: path,
    read: () =>
      readFile(path, 'utf8').catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return path === API_KEYS_FILE ? FIRST_KEYS : undefined
        throw new Error(`cannot read ${path}: ${codeOf(error)}`, { cause: error })
      }),
    write: async (text) => {
      try {
        await mkdir(dirname(path), { recursive: true })
        await writeFile(path, text)
      } catch (error) {
        throw new Error(`cannot write ${path}: ${codeOf(error)}`, { cause: error })
      }
    },
  }
}

/** The secret of a deployed stage, with the region and the credentials that the AWS SDK finds. */
export async function keySecret(stage: string, region: string | undefined): Promise<KeyStore> {
  // Loaded here, because stage local does not need it and would wait for it.
  const aws = await import('@aws-sdk/client-secrets-manager')
  const SecretId = `case-push/${stage}/api-keys`
  const client = new aws.SecretsManagerClient(region === undefined ? {} : { region })
  await requireRegion(client)
  const failTo =
    (verb: string, action: string) =>
    (cause: unknown): never => {
      const permission = `secretsmanager:${action}`
      throw awsRefusal({ service: 'Secrets Manager', verb, name: SecretId, permission }, cause)
    }
  let isNew = false
  return {
    name: `the secret ${SecretId}`,
    read: async () => {
      const answer = await client.send(new aws.GetSecretValueCommand({ SecretId })).catch((error: unknown) => {
        isNew = codeOf(error) === 'ResourceNotFoundException'
        return isNew ? undefined : failTo('read', 'GetSecretValue')(error)
      })
      return answer?.SecretString
    },
    write: async (SecretString) => {
      const command = isNew
        ? client.send(new aws.CreateSecretCommand({ Name: SecretId, SecretString }))
        : client.send(new aws.PutSecretValueCommand({ SecretId, SecretString }))
      await command.catch(failTo('write', isNew ? 'CreateSecret' : 'PutSecretValue'))
    },
  }
}
