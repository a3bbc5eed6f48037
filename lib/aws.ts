// The AWS clients of this process, made at first use and kept: the connectors' cache, the ledger and the outcomes.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { createApiKeyReader } from './api-keys.ts'
import type { Ledger } from './case-record.ts'
import { createConnectorCache, type ConnectorCache } from './connector-cache.ts'
import { createLedger } from './ledger.ts'
import { createOutcomes, type Outcomes } from './outcome.ts'
import { settings } from './settings.ts'

/** Wall clock. */
export const systemClock = { now: () => Date.now() }

// Without throwOnRequestTimeout a request timeout only warns.
const client = (requestTimeout: number) => ({ maxAttempts: 3, requestHandler: { requestTimeout, connectionTimeout: 1_000, throwOnRequestTimeout: true } })

// Marked pure where called: a function's bundle then holds only the clients it uses.
const once = <T>(make: () => T) => {
  let made: T | undefined
  return () => (made ??= make())
}

export const secretsManager = /* @__PURE__ */ once(() => new SecretsManagerClient(client(2_000)))

/** @throws PushError `misconfigured` when the environment is unusable */
export const connectors: () => ConnectorCache = /* @__PURE__ */ once(() => createConnectorCache(secretsManager(), settings().secretPrefix, settings().allowedHosts, systemClock))

/** @throws PushError `misconfigured` when the environment is unusable */
export const ledger: () => Ledger = /* @__PURE__ */ once(() => createLedger(DynamoDBDocumentClient.from(new DynamoDBClient(client(1_500))), settings().table))

/** @throws PushError `misconfigured` when the environment is unusable */
export const apiKeys = /* @__PURE__ */ once(() => createApiKeyReader(secretsManager(), settings().secretPrefix, systemClock))

/** @throws PushError `misconfigured` when the environment is unusable */
export const outcomes: () => Outcomes = /* @__PURE__ */ once(() => createOutcomes(new EventBridgeClient(client(2_000)), settings().bus))
