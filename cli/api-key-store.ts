// Where the API keys of a stage are: a file of this repository for stage local, a secret for every other stage.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export type KeyStore = {
  /** For people. */
  name: string
  /** Returns the stored text, or undefined if nothing is stored yet. */
  read(): Promise<string | undefined>
  write(text: string): Promise<void>
}

export function keyFile(path = fileURLToPath(new URL('../local/api-keys.json', import.meta.url))): KeyStore {
  return {
    name: path,
    read: () =>
      readFile(path, 'utf8').catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return undefined
        throw error
      }),
    write: (text) => writeFile(path, text),
  }
}

/** The secret of a deployed stage, with the region and the credentials that the AWS SDK finds. */
export async function keySecret(stage: string, region: string | undefined): Promise<KeyStore> {
  // Loaded here, because stage local does not need it and would wait for it.
  const aws = await import('@aws-sdk/client-secrets-manager')
  const SecretId = `case-push/${stage}/api-keys`
  const client = new aws.SecretsManagerClient(region === undefined ? {} : { region })
  const failTo =
    (verb: string) =>
    (cause: unknown): never => {
      throw new Error(`Secrets Manager did not let us ${verb} ${SecretId}: ${codeOf(cause)}`, { cause })
    }
  let isNew = false
  return {
    name: `the secret ${SecretId}`,
    read: async () => {
      const answer = await client.send(new aws.GetSecretValueCommand({ SecretId })).catch((error: unknown) => {
        isNew = codeOf(error) === 'ResourceNotFoundException'
        return isNew ? undefined : failTo('read')(error)
      })
      return answer?.SecretString
    },
    write: async (SecretString) => {
      const command = isNew
        ? client.send(new aws.CreateSecretCommand({ Name: SecretId, SecretString }))
        : client.send(new aws.PutSecretValueCommand({ SecretId, SecretString }))
      await command.catch(failTo('write'))
    },
  }
}

/** What the system or AWS calls this error. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
