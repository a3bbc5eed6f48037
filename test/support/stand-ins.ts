// The stand-ins of ServiceNow, Secrets Manager and DynamoDB on free ports, and the environment of a function on them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { startServiceNow, type ServiceNow, type ServiceNowOptions } from '../../local/servicenow/server.ts'
import { functionEnvironment } from './aws-environment.ts'
import { connectorSecret } from './connector-secret.ts'

export type StandIns = {
  servicenow: ServiceNow
  urls: { secrets: string; dynamoDB: string }
  environment: Record<string, string>
  /** Stores the secret of a connector: a text as it is, anything else as JSON. */
  storeConnector(id: string, secret: unknown): Promise<void>
  storeApiKeys(keys: unknown): Promise<void>
  close(): Promise<void>
}

/** The connector `local` is there, and no API key. @param extraRoutes what answers at Secrets Manager's URL, too */
export async function startStandIns(options: ServiceNowOptions = {}, extraRoutes?: Hono): Promise<StandIns> {
  const directory = await mkdtemp(join(tmpdir(), 'case-push-'))
  const connectorsDir = await mkdtemp(join(tmpdir(), 'case-push-'))
  const apiKeysFile = join(directory, 'api-keys.json')
  const [servicenow, secrets, dynamoDB] = await Promise.all([
    startServiceNow(options),
    startSecretsManager({ connectorsDir, apiKeysFile, ...(extraRoutes === undefined ? {} : { extraRoutes }) }),
    startDynamoDB(),
  ])
  const urls = { secrets: secrets.url, dynamoDB: dynamoDB.url }
  const storeConnector = (id: string, secret: unknown) =>
    writeFile(join(connectorsDir, `${id}.json`), typeof secret === 'string' ? secret : JSON.stringify(secret))
  const storeApiKeys = (keys: unknown) => writeFile(apiKeysFile, typeof keys === 'string' ? keys : JSON.stringify(keys))
  await storeApiKeys({})
  await storeConnector('local', connectorSecret(servicenow.url))
  return {
    servicenow,
    urls,
    environment: functionEnvironment(urls),
    storeConnector,
    storeApiKeys,
    close: async () => {
      await Promise.all([servicenow, secrets, dynamoDB].map((part) => part.close()))
      await Promise.all([directory, connectorsDir].map((path) => rm(path, { recursive: true })))
    },
  }
}
