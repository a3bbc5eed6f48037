// The way of this process to the queue whose messages it works on.
import { SQSClient } from '@aws-sdk/client-sqs'
import { clientOptions } from '../aws/client-options.ts'
import { createVisibility } from '../aws/message-visibility.ts'
import { once } from './once.ts'

/** Hides a message of the queue until its next delivery. */
export const visibility = once(() => createVisibility(new SQSClient({ ...clientOptions(1_000), ...OWN_ENDPOINT })))

/** The SDK would else send a call to the host in the queue's URL, also where AWS_ENDPOINT_URL_SQS names another. */
const OWN_ENDPOINT = { useQueueUrlAsEndpoint: false }
