// A client of Lambda's Invoke API: sends one event to one function and tells what it returned, or that it threw.
import * as v from 'valibot'
import type { Message } from './queue.ts'

/** `error` is the message of what the function threw, or `undefined`; `result` is what it returned. */
export type Invocation = { error: string | undefined; result?: unknown }

/** Invokes a function and waits for its end. If it throws, AWS and serverless-offline answer 200 with a header. */
export async function invoke(lambdaUrl: string, functionName: string, event: unknown): Promise<Invocation> {
  const answer = await fetch(`${lambdaUrl}/2015-03-31/functions/${functionName}/invocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'RequestResponse' },
    body: JSON.stringify(event),
  })
  const text = await answer.text()
  if (!answer.ok) return { error: `Lambda answered ${answer.status}` }
  if (answer.headers.has('x-amz-function-error')) return { error: errorMessageIn(text) }
  return { error: undefined, result: JSON.parse(text) }
}

const BatchResponse = v.nullish(
  v.object({ batchItemFailures: v.nullish(v.array(v.object({ itemIdentifier: v.string() }))) }),
)

/**
 * Whether the one record of a batch counts as failed, as Lambda reads what a function with ReportBatchItemFailures
 * returns: an empty answer is a success, one that it cannot read or that names another record is a failure.
 */
export function reportsFailure(result: unknown): boolean {
  const answer = v.safeParse(BatchResponse, result)
  return !answer.success || (answer.output?.batchItemFailures ?? []).length > 0
}

function errorMessageIn(text: string): string {
  return /"errorMessage":"([^"]*)"/.exec(text)?.[1] ?? 'the function failed'
}

/** The name of the queue. */
export const REQUESTS = 'case-push-local-requests'

/** The event that Lambda sends to a function whose source is a queue. */
export function sqsEvent({ id, body, sentAtMs, receives, receiptHandle }: Message) {
  const attributes = {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: String(Math.round(sentAtMs)),
    SenderId: 'local',
    ApproximateFirstReceiveTimestamp: String(Math.round(sentAtMs)),
  }
  return {
    Records: [
      {
        messageId: id,
        receiptHandle,
        body,
        attributes,
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${REQUESTS}`,
        awsRegion: 'us-east-1',
      },
    ],
  }
}
