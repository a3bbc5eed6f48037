// The way of this process to the event bus that gets the outcomes.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { clientOptions } from '../aws/client-options.ts'
import { createOutcomes } from '../responses/outcome-events.ts'
import { settings } from '../settings.ts'
import { once } from './once.ts'

/** @throws PushError `misconfigured` when the environment is unusable */
export const outcomes = once(() => createOutcomes(new EventBridgeClient(clientOptions(2_000)), settings().bus))
