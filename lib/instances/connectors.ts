// The connectors of this process.
import { systemClock } from '../clock.ts'
import { createConnectorCache } from '../connectors/connector-cache.ts'
import { settings } from '../settings.ts'
import { once } from './once.ts'
import { secretsManager } from './secrets-manager.ts'

/** @throws PushError `misconfigured` when the environment is unusable */
export const connectors = once(() =>
  createConnectorCache(secretsManager(), settings().secretPrefix, settings().allowedHosts, systemClock),
)
