// DynamoDB in a thread of its own: it takes as much time as the rest of a campaign.
import { parentPort } from 'node:worker_threads'
import { startDynamoDB } from '../../local/dynamodb.ts'

const { url } = await startDynamoDB()
parentPort?.postMessage(url)
