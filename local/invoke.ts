// A client of Lambda's Invoke API: sends one event to one function and tells whether the function threw.
import type { Message } from './queue.ts'

/** `error` is the message of what the function threw, or `undefined`. */
export type Invocation = { error: string | undefined }

/** Invokes a function and waits for its end. If it throws, AWS and serverless-offline answer 200 with a header. */
export async function invoke(lambdaUrl: string, functionName: string, event: unknown): Promise<Invocation> {
  const answer = await fetch(`${lambdaUrl}/2015-03-31/functions/${functionName}/invocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'RequestResponse' },
    body: JSON.stringify(event),
  })
  const text = await answer.text()
  if (!answer.ok) return { error: `Lambda answered ${answer.status}` }
  return { error: answer.headers.has('x-amz-function-error') ? errorMessageIn(text) : undefined }
}

function errorMessageIn(text: string): string {
  return /"errorMessage":"([^"]*)"/.exec(text)?.[1] ?? 'the function failed'
}

/** The event that Lambda sends to a function whose source is a queue. */
export function sqsEvent({ id, body, sentAtMs, receives }: Message) {
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
        receiptHandle: id,
        body,
        attributes,
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:case-push-local-requests',
        awsRegion: 'us-east-1',
      },
    ],
  }
}
