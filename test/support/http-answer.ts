// What an HTTP function answers API Gateway with, its JSON parsed. Every answer of a function that a test asks over
// HTTP's events passes here, and is held against openapi.yaml together with its request.
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { expectDescribed, requestOf } from './described.ts'
import type { HttpEvent } from './events.ts'

export type HttpAnswer = { statusCode: number; headers: Record<string, unknown>; body: Record<string, unknown> }

/** @throws Error when openapi.yaml does not describe the answer to this event, or the event, if it was accepted */
export function parseAnswer(event: HttpEvent, result: unknown): HttpAnswer {
  const { statusCode = 0, headers = {}, body = '' } = result as APIGatewayProxyStructuredResultV2
  const answer = { statusCode, headers, body: JSON.parse(body) as HttpAnswer['body'] }
  expectDescribed(requestOf(event), answer)
  return answer
}
