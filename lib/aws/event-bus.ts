// EventBridge in this process: the bus that hears of outcomes.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { createOutcomes } from '../outcome.ts'
import { settings } from '../settings.ts'
import { clientOptions, once } from './client.ts'

/** @throws PushError `misconfigured` when the environment is unusable */
export const outcomes = once(() => createOutcomes(new EventBridgeClient(clientOptions(2_000)), settings().bus))
