// The request's body: its size, type, depth and JSON, rejected with the codes of the error table.
import type { MiddlewareObj } from '@middy/core'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { PushError } from '../errors.ts'

const MAX_BODY_BYTES = 5 * 1024 * 1024

/** Levels of nesting; the documented body has six. */
const MAX_DEPTH = 16

/**
 * Replaces `event.body` by the parsed JSON.
 * @throws PushError `payload_too_large`, `unsupported_media_type`, `invalid_request`
 */
export function jsonBody(): MiddlewareObj<APIGatewayProxyEventV2> {
  const parse = httpJsonBodyParser().before
  return {
    before: async (request) => {
      const { headers, body } = request.event
      // API Gateway passes a compressed body on as it came.
      if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw new PushError('unsupported_media_type')
      if (!body) throw new PushError('invalid_request', { problems: [{ path: 'body', expected: 'is required' }] })
      if (Buffer.byteLength(body, request.event.isBase64Encoded ? 'base64' : 'utf8') > MAX_BODY_BYTES)
        throw new PushError('payload_too_large')
      const text = request.event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body
      if (nestsDeeper(text, MAX_DEPTH))
        throw new PushError('invalid_request', {
          problems: [{ path: 'body', expected: `must not nest deeper than ${String(MAX_DEPTH)} levels` }],
        })
      Object.assign(request.event, { body: text, isBase64Encoded: false })
      try {
        await parse?.(request as never)
      } catch (error) {
        throw parserError(error as Error & { statusCode?: number })
      }
    },
  }
}

// Only the message of the parser's error tells a forbidden key from malformed JSON.
function parserError({ statusCode, message }: Error & { statusCode?: number }): PushError {
  if (statusCode === 415) return new PushError('unsupported_media_type')
  const expected = message.startsWith('Forbidden key')
    ? 'must not hold keys that reach for a prototype'
    : 'must be JSON'
  return new PushError('invalid_request', { problems: [{ path: 'body', expected }] })
}

/** Whether JSON text nests deeper than this. Found out before it is parsed: parsing 5 MB of brackets takes a second. */
export function nestsDeeper(text: string, maxDepth: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (inString && code === BACKSLASH) at += 1
    else if (code === QUOTE) inString = !inString
    else if (inString) continue
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) depth += 1
    else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth -= 1
    if (depth > maxDepth) return true
  }
  return false
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const [OPEN_BRACKET, OPEN_BRACE] = [0x5b, 0x7b]
const [CLOSE_BRACKET, CLOSE_BRACE] = [0x5d, 0x7d]
