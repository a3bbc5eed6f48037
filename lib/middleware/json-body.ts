// The request's body: its size, type and JSON, rejected with the codes of the error table.
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { CallersJson } from '../schema/json.ts'
import { problemsOf } from '../schema/problems.ts'

const MAX_BODY_BYTES = 5 * 1024 * 1024

/**
 * What the body may take within the event. Lambda takes events of 6 MB; 64 KB are for everything else in it, of which
 * the caller's headers are at most 10 KB. A larger request never arrives on AWS: API Gateway answers it. So that this
 * machine answers it too, the size is checked here.
 */
const MAX_BYTES_IN_EVENT = (6 * 1024 - 64) * 1024

/** JSON writes one byte as six at most: a control character as `\u0000`. */
const MAX_GROWTH = 6

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
      if (isTooLarge(body, request.event.isBase64Encoded)) throw new PushError('payload_too_large')
      const text = request.event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body
      Object.assign(request.event, { body: parsed(text), isBase64Encoded: false })
    },
  }
}

function isTooLarge(body: string, isBase64Encoded: boolean): boolean {
  if (isBase64Encoded) return body.length + 2 > MAX_BYTES_IN_EVENT
  const bytes = Buffer.byteLength(body)
  if (bytes > MAX_BODY_BYTES) return true
  return bytes * MAX_GROWTH > MAX_BYTES_IN_EVENT && Buffer.byteLength(JSON.stringify(body)) > MAX_BYTES_IN_EVENT
}

const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json *(?:;|$)/i

function parsed(text: string): unknown {
  const json = v.safeParse(CallersJson, text, { abortPipeEarly: true })
  if (json.success) return json.output
  throw new PushError('invalid_request', { problems: problemsOf(json.issues, '', 'body') })
}
