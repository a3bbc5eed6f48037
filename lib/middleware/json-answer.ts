// An HTTP answer as API Gateway takes it: JSON that no cache keeps.
import type { APIGatewayProxyResultV2 } from 'aws-lambda'

/** @param retryAfterS seconds for the `Retry-After` header, if there is to be one */
export function jsonAnswer(statusCode: number, body: unknown, retryAfterS?: number): APIGatewayProxyResultV2 {
  return {
    statusCode,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
    },
    body: JSON.stringify(body),
  }
}
