// The API keys of this process.
import { createApiKeyReader } from '../api-keys.ts'
import { systemClock } from '../clock.ts'
import { settings } from '../settings.ts'
import { once } from './once.ts'
import { secretsManager } from './secrets-manager.ts'

/** @throws PushError `misconfigured` when the environment is unusable */
export const apiKeys = once(() => createApiKeyReader(secretsManager(), settings().secretPrefix, systemClock))
