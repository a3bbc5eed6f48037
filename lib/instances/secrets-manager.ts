// The Secrets Manager client of this process.
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientOptions } from '../aws/client-options.ts'
import { once } from './once.ts'

/** Used for connectors and API keys. */
export const secretsManager = once(() => new SecretsManagerClient(clientOptions(2_000)))
