// What an HTTP function answers API Gateway with, its JSON parsed.
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

export type HttpAnswer = { statusCode: number; headers: Record<string, unknown>; body: Record<string, unknown> }

export function parseAnswer(result: unknown): HttpAnswer {
  const { statusCode = 0, headers = {}, body = '' } = result as APIGatewayProxyStructuredResultV2
  return { statusCode, headers, body: JSON.parse(body) as HttpAnswer['body'] }
}
