// The answers of each route for the description of the HTTP API: success, the errors of the table, and those of API
// Gateway itself.
import type { PushErrorCode } from '../lib/errors.ts'
import type { Path } from '../lib/responses/response-body.ts'
import { codesByStatus, exampleError, GATEWAY, hasRetryAfter, whatHappened } from './api-errors.ts'
import { ANSWER_EXAMPLES } from './api-examples.ts'
import type { Route } from './api-routes.ts'
import { schemaRef } from './api-schemas.ts'

type Examples = Record<string, { summary: string; value: unknown }>
export type Response = {
  description: string
  headers: Record<string, { $ref: string }>
  content: Record<string, { schema: object; examples: Examples }>
}

/** By their names, as an answer refers to them. */
export const HEADERS = {
  RetryAfter: {
    description: 'Seconds after which the same request is worth sending again. API Gateway itself sends none.',
    schema: { type: 'string', pattern: '^[0-9]+$' },
    example: '30',
  },
  CacheControl: { description: 'No cache keeps an answer.', schema: { const: 'no-store' } },
  ContentTypeOptions: { description: 'The answer is what its type says.', schema: { const: 'nosniff' } },
}
const headerRef = (name: keyof typeof HEADERS) => ({ $ref: `#/components/headers/${name}` })
const OWN_HEADERS = {
  'Cache-Control': headerRef('CacheControl'),
  'X-Content-Type-Options': headerRef('ContentTypeOptions'),
}

const ERROR_SCHEMAS = { action: 'ActionError', connector: 'ConnectorError', cases: 'ListError' } as const

/** All answers of a route by their status. */
export function responsesOf(route: Route, path: Path): Record<string, Response> {
  const own = new Map(codesByStatus(route.codes))
  const statuses = [...new Set([...own.keys(), ...Object.keys(GATEWAY).map(Number)])].sort((a, b) => a - b)
  return {
    200: {
      description: 'Done.',
      headers: OWN_HEADERS,
      content: { 'application/json': { schema: route.answer(path), examples: successExamples(route, path) } },
    },
    ...Object.fromEntries(statuses.map((status) => [status, errorOf(status, own.get(status) ?? [], route, path)])),
  }
}

const successExamples = ({ answers }: Route, path: Path) => ANSWER_EXAMPLES[answers]?.(path) ?? {}

function errorOf(status: number, codes: readonly PushErrorCode[], route: Route, path: Path): Response {
  const gateway = GATEWAY[status]
  const schemas = [
    ...(codes.length === 0 ? [] : [ownSchema(status, codes, path)]),
    ...(gateway === undefined ? [] : [schemaRef('GatewayMessage')]),
  ]
  const schema = schemas.length === 1 ? schemas[0] : { anyOf: schemas }
  const retryAfter = hasRetryAfter(status) ? { 'Retry-After': headerRef('RetryAfter') } : {}
  return {
    description: [
      ...codes.map((code) => `- \`${code}\`: ${whatHappened(code, route.codes)}`),
      ...(gateway === undefined ? [] : [`- API Gateway itself: ${gateway.when}`]),
    ].join('\n'),
    headers: codes.length === 0 ? {} : { ...OWN_HEADERS, ...retryAfter },
    content: { 'application/json': { schema: schema ?? {}, examples: errorExamples(status, codes, route, path) } },
  }
}

function ownSchema(status: number, codes: readonly PushErrorCode[], path: Path): object {
  const retry = status === 409 || status >= 500
  const properties = { statusCode: { const: status }, retry: { const: retry }, code: { enum: codes } }
  return { allOf: [schemaRef(ERROR_SCHEMAS[path]), { properties }] }
}

function errorExamples(status: number, codes: readonly PushErrorCode[], route: Route, path: Path): Examples {
  const gateway = GATEWAY[status]
  return {
    ...Object.fromEntries(
      codes.map((code) => [
        code,
        { summary: whatHappened(code, route.codes), value: exampleError(code, route.codes, path) },
      ]),
    ),
    ...(gateway === undefined
      ? {}
      : { gateway: { summary: `API Gateway itself. ${gateway.when}`, value: { message: gateway.message } } }),
  }
}
