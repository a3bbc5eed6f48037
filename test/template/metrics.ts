// The metrics that alarms and the dashboard may show: those of this service, and those of AWS.

/** Of the namespace `case-push`: the dimensions of each metric besides `service`. */
export const OWN_METRICS: Readonly<Record<string, readonly string[]>> = {
  Pushes: ['code', 'connector', 'door'],
  PushDuration: ['connector', 'door'],
  PushCalls: ['connector', 'door'],
  CommentsWritten: ['connector', 'door'],
  DoubtsOpened: ['connector', 'door'],
  DoubtsResolved: ['connector', 'door'],
  ServiceNowCalls: ['connector', 'operation', 'status'],
  ServiceNowLatency: ['connector', 'operation'],
  SecretReads: ['connector'],
  TokenRequests: [],
  KeysRefused: [], // by a filter of the authorizer's log
  PushRetried: ['function_name'],
  PushWaited: ['function_name'],
  ColdStart: ['function_name'],
}

type OfNamespace = { names: readonly string[]; dimensions: readonly string[] }

/** From the documentation of each service: metrics, and the dimensions under which they are found. */
const AWS_METRICS: Readonly<Record<string, OfNamespace>> = {
  'AWS/ApiGateway': { names: ['4xx', '5xx', 'Count', 'Latency', 'IntegrationLatency'], dimensions: ['ApiId'] },
  'AWS/DynamoDB': { names: ['ThrottledRequests', 'SystemErrors'], dimensions: ['Operation', 'TableName'] },
  'AWS/Events': {
    names: ['FailedInvocations', 'InvocationsFailedToBeSentToDlq', 'InvocationsSentToDlq', 'RetryInvocationAttempts'],
    dimensions: ['EventBusName', 'RuleName'],
  },
  'AWS/Lambda': { names: ['Errors', 'Throttles'], dimensions: ['FunctionName'] },
  'AWS/SQS': {
    names: [
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesVisible',
      'NumberOfMessagesSent',
    ],
    dimensions: ['QueueName'],
  },
}

export type Shown = { namespace: string; name: string; dimensions: readonly string[] }

/** Whether somebody emits the metric with exactly these dimensions: any other set of them shows nothing. */
export function isEmitted({ namespace, name, dimensions }: Shown): boolean {
  const own = namespace === 'case-push' ? OWN_METRICS[name] : undefined
  const ofAws = AWS_METRICS[namespace]
  const expected =
    own === undefined ? (ofAws?.names.includes(name) ? ofAws.dimensions : undefined) : [...own, 'service']
  return expected !== undefined && [...expected].sort().join() === [...dimensions].sort().join()
}
