// Lambda's Invoke API as a client: one event to one function, as an SQS record, and whether it was thrown back.
import type { Message } from './queue.ts'

/** `error` is what the function threw, by its message. */
export type Invocation = { error: string | undefined }

/**
 * Invokes a function and waits for its end. A function that throws is answered with status 200 and a header, by AWS
 * and by serverless-offline alike.
 */
export async function invoke(lambdaUrl: string, functionName: string, event: unknown): Promise<Invocation> {
  const answer = await fetch(`${lambdaUrl}/2015-03-31/functions/${functionName}/invocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'RequestResponse' },
    body: JSON.stringify(event),
  })
  const text = await answer.text()
  if (!answer.ok) return { error: `Lambda answered ${answer.status}` }
  return { error: answer.headers.has('x-amz-function-error') ? messageIn(text) : undefined }
}

function messageIn(text: string): string {
  return /"errorMessage":"([^"]*)"/.exec(text)?.[1] ?? 'the function failed'
}

/** What Lambda hands to a function whose source is a queue. `sentAt` in epoch ms. */
export function sqsEvent({ id, body, sentAt, receives }: Message) {
  const attributes = {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: String(Math.round(sentAt)),
    SenderId: 'local',
    ApproximateFirstReceiveTimestamp: String(Math.round(sentAt)),
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
