// The request's body: its size, type, depth and JSON, rejected with the codes of the error table.
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { JsonText } from '../schema/json.ts'

const MAX_BODY_BYTES = 5 * 1024 * 1024

/** Levels of nesting; the documented body has six. */
const MAX_DEPTH = 16

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

// Not with a reviver, as middy's parser has it: on 5 MB of small values that takes four seconds and 600 MB.
function parsed(text: string): unknown {
  if (nestsDeeper(text, MAX_DEPTH)) throw invalidBody(`must not nest deeper than ${String(MAX_DEPTH)} levels`)
  const json = v.safeParse(JsonText, text)
  if (!json.success) throw invalidBody('must be JSON')
  if (reachesForPrototype(json.output)) throw invalidBody('must not hold keys that reach for a prototype')
  return json.output
}

const invalidBody = (expected: string) => new PushError('invalid_request', { problems: [{ path: 'body', expected }] })

/** Whether any object of parsed JSON has the keys by which a careless copy would reach a prototype. */
function reachesForPrototype(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(reachesForPrototype)
  if (Object.hasOwn(value, '__proto__')) return true
  const inherited: unknown = Object.hasOwn(value, 'constructor') ? value.constructor : undefined
  if (typeof inherited === 'object' && inherited !== null && Object.hasOwn(inherited, 'prototype')) return true
  for (const key in value) if (reachesForPrototype(value[key as keyof typeof value])) return true
  return false
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
