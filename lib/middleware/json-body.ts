// The request's body: size, type and JSON, refused in the words of the error table.
import type { MiddlewareObj } from '@middy/core'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { PushError } from '../errors.ts'

/** 5 MB. */
const LONGEST_BODY = 5 * 1024 * 1024

/**
 * Replaces `event.body` by the parsed JSON.
 * @throws PushError `payload_too_large`, `unsupported_media_type`, `invalid_request`
 */
export function jsonBody(): MiddlewareObj<APIGatewayProxyEventV2> {
  const parse = httpJsonBodyParser().before
  return {
    before: async (request) => {
      const { headers, body } = request.event
      // API Gateway hands a compressed body on as it came.
      if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw new PushError('unsupported_media_type')
      if (!body) throw new PushError('invalid_request', { problems: [{ path: 'body', expected: 'is required' }] })
      if (Buffer.byteLength(body, request.event.isBase64Encoded ? 'base64' : 'utf8') > LONGEST_BODY) throw new PushError('payload_too_large')
      try {
        await parse?.(request as never)
      } catch (error) {
        throw (error as { statusCode?: number }).statusCode === 415
          ? new PushError('unsupported_media_type')
          : new PushError('invalid_request', { problems: [{ path: 'body', expected: 'must be JSON' }] })
      }
    },
  }
}
