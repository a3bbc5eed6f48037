// A Lambda invocation's context: what the functions use of it.
import type { Context } from 'aws-lambda'

/** @param remainingMs what the invocation has left from now on */
export function lambdaContext(functionName = 'execute', remainingMs = 29_000): Context {
  const end = Date.now() + remainingMs
  const context: Partial<Context> = {
    awsRequestId: 'request-1',
    functionName,
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => end - Date.now(),
  }
  return context as Context
}
