// The request's body: its size, type and JSON, rejected with the codes of the error table.
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { CallersJson } from '../schema/json.ts'
import { problemsOf } from '../schema/problems.ts'

const MAX_BODY_BYTES = 5 * 1024 * 1024

/**
 * Replaces `event.body` by the parsed JSON.
 * @throws PushError `payload_too_large`, `unsupported_media_type`, `invalid_request`
 */
export function jsonBody(): MiddlewareObj<APIGatewayProxyEventV2> {
  return {
    before: (request) => {
      const { headers, body } = request.event
      // API Gateway passes a compressed body on as it came.
      if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw new PushError('unsupported_media_type')
      if (!JSON_TYPE.test(headers['content-type'] ?? '')) throw new PushError('unsupported_media_type')
      if (!body) throw new PushError('invalid_request', { problems: [{ path: 'body', expected: 'is required' }] })
      if (Buffer.byteLength(body, request.event.isBase64Encoded ? 'base64' : 'utf8') > MAX_BODY_BYTES)
        throw new PushError('payload_too_large')
      const text = request.event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body
      Object.assign(request.event, { body: parsed(text), isBase64Encoded: false })
    },
  }
}

const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json *(?:;|$)/i

function parsed(text: string): unknown {
  const json = v.safeParse(CallersJson, text, { abortPipeEarly: true })
  if (json.success) return json.output
  throw new PushError('invalid_request', { problems: problemsOf(json.issues, '', 'body') })
}
