// Secrets Manager in this process: the connectors in use and the API keys.
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { createApiKeyReader } from '../api-keys.ts'
import { createConnectorCache } from '../connector-cache.ts'
import { settings } from '../settings.ts'
import { clientOptions, once, systemClock } from './client.ts'

export const secretsManager = once(() => new SecretsManagerClient(clientOptions(2_000)))

/** @throws PushError `misconfigured` when the environment is unusable */
export const connectors = once(() => createConnectorCache(secretsManager(), settings().secretPrefix, settings().allowedHosts, systemClock))

/** @throws PushError `misconfigured` when the environment is unusable */
export const apiKeys = once(() => createApiKeyReader(secretsManager(), settings().secretPrefix, systemClock))
