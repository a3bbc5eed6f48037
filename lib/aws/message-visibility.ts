// The visibility of a message that a function works on: when its queue delivers it again.
import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs'

/** A delivery of a message, as Lambda hands it over. */
export type Delivery = { queueArn: string; receiptHandle: string }

/** `arn:<partition>:sqs:<region>:<account>:<name>` */
const QUEUE_ARN = /^arn:(aws[\w-]*):sqs:([\w-]+):(\d{12}):([\w.-]{1,85})$/

/**
 * A function that hides a message for whole seconds from now on, 0 to 43,200. It rejects with an error of the SDK, or
 * when `withinMs` are over.
 * @param client one that ignores the host of a queue's URL, so that its own endpoint decides where a call goes
 */
export function createVisibility(client: SQSClient) {
  return async ({ queueArn, receiptHandle }: Delivery, delayS: number, withinMs: number): Promise<void> => {
    const visibility = { QueueUrl: queueUrlOf(queueArn), ReceiptHandle: receiptHandle, VisibilityTimeout: delayS }
    const abortSignal = AbortSignal.timeout(Math.max(0, withinMs))
    await client.send(new ChangeMessageVisibilityCommand(visibility), { abortSignal })
  }
}

// From the record alone: a function that is invoked locally has no stack to ask, and no call is spent on it.
function queueUrlOf(arn: string): string {
  const [, partition = '', region = '', account = '', name = ''] = QUEUE_ARN.exec(arn) ?? []
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
  if (name === '') throw new TypeError('not the ARN of a queue')
  return `https://sqs.${region}.${suffix}/${account}/${name}`
}
