// openapi.yaml as what requests and answers are held against: every answer is described, with its status, its headers
// and its body, and so is every request that was accepted.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { apiDescription, type Operation, type Ref } from '../../scripts/api-description.ts'
import type { HttpEvent } from './events.ts'

/** An answer as a caller gets it; the names of its headers in lower case. */
export type Answer = { statusCode: number; headers: Record<string, unknown>; body: unknown }
/** What of an event a caller decides. */
export type Request = Pick<HttpEvent, 'rawPath' | 'headers' | 'body' | 'isBase64Encoded' | 'queryStringParameters'> & {
  method: string
  /** Known of an event alone: a test may give it a path that API Gateway would not hand on. */
  routeKey?: string
}
type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: true; schema: { type?: string } }

const description = apiDescription()
const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addSchema({ $id: 'api', ...description })

const operations = Object.entries(description.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation, pattern: patternOf(path) })),
)
const seen = new Set<string>()

/** The answers that were checked so far, each as `<operationId> <status>`, or with the code of an error behind it. */
export const seenAnswers = (): ReadonlySet<string> => seen

/** Every answer of case-push itself that is described, as {@link seenAnswers} names them. */
export function describedAnswers(): string[] {
  return operations.flatMap(({ operation: { operationId, responses } }) =>
    Object.entries(responses).flatMap(([status, ref]) => {
      if (status === '200') return [`${operationId} 200`]
      const { examples } = responseOf(ref).content['application/json'] ?? { examples: {} }
      const codes = Object.keys(examples).filter((name) => name !== 'gateway')
      return codes.map((code) => `${operationId} ${status} ${code}`)
    }),
  )
}

/** @throws Error that names what openapi.yaml does not describe */
export function expectDescribed(request: Request, answer: Answer): void {
  const found =
    operations.find(
      ({ method, pattern }) => method === request.method.toLowerCase() && pattern.test(request.rawPath),
    ) ?? operations.find(({ method, path }) => `${method.toUpperCase()} ${path}` === request.routeKey)
  if (found === undefined) throw new Error(`${request.method} ${request.rawPath} is not described`)
  const { operation, pattern } = found
  expectAnswer(operation, answer)
  if (answer.statusCode < 300) expectRequest(operation, request, pattern.exec(request.rawPath)?.groups ?? {})
}

/** The request of an event that API Gateway hands to a function. */
export const requestOf = (event: HttpEvent): Request => ({ ...event, method: event.requestContext.http.method })

function expectAnswer({ operationId, responses }: Operation, { statusCode, headers, body }: Answer): void {
  const ref = responses[String(statusCode)]
  if (ref === undefined) throw new Error(`${operationId} answered ${statusCode}, which is not described`)
  if (!/^application\/json(?:;|$)/.test(String(headers['content-type'])))
    throw new Error(`${operationId} answered another type than is described`)
  expectValid(`${operationId} ${statusCode}`, `${pointerOf(ref)}/content/application~1json/schema`, body)
  const code = typeof body === 'object' && body !== null && 'code' in body ? ` ${String(body.code)}` : ''
  // API Gateway's own answers have none of these headers.
  if (code !== '' || statusCode === 200) expectHeaders(`${operationId} ${statusCode}${code}`, ref, headers, code)
  seen.add(`${operationId} ${statusCode}${code}`)
}

function expectHeaders(what: string, ref: Ref, headers: Answer['headers'], code: string): void {
  const described = Object.entries(responseOf(ref).headers)
  for (const [name, header] of described) {
    const value = headers[name.toLowerCase()]
    if (value === undefined) throw new Error(`${what} has no ${name}`)
    expectValid(`${what}, ${name}`, `${pointerOf(header)}/schema`, value)
  }
  const isTold = described.some(([name]) => name === 'Retry-After')
  if (headers['retry-after'] !== undefined && !isTold) throw new Error(`${what} has a Retry-After${code}`)
}

function expectRequest({ operationId, parameters, requestBody }: Operation, request: Request, path: object): void {
  const given = {
    path: path as Record<string, string>,
    query: request.queryStringParameters ?? {},
    header: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
  }
  for (const ref of parameters) {
    const parameter = at(ref) as Parameter
    const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name
    const value = given[parameter.in][name]
    const isMissing = value === undefined && parameter.required === true
    if (isMissing) throw new Error(`${operationId} was accepted without ${parameter.name}`)
    if (value === undefined) continue
    const text = parameter.in === 'path' ? decoded(value) : value // an event holds the others decoded
    const read = parameter.schema.type === 'integer' && /^\d+$/.test(text) ? Number(text) : text
    expectValid(`${operationId}, ${parameter.name}`, `${pointerOf(ref)}/schema`, read)
  }
  if (requestBody === undefined) return
  if (!/^application\/(?:[a-z0-9.+-]+\+)?json *(?:;|$)/i.test(given.header['content-type'] ?? ''))
    throw new Error(`${operationId} accepted another type than is described`)
  const text = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8').toString()
  const { schema } = requestBody.content['application/json'] ?? {}
  expectValid(`${operationId}, body`, schema ?? {}, JSON.parse(text))
}

const validators = new Map<unknown, ValidateFunction>()

function expectValid(what: string, schema: string | object, value: unknown): void {
  const key = typeof schema === 'string' ? schema : JSON.stringify(schema)
  const validate = validators.get(key) ?? ajv.compile(typeof schema === 'string' ? { $ref: schema } : based(schema))
  validators.set(key, validate)
  if (!validate(value)) throw new Error(`${what} is not as described: ${ajv.errorsText(validate.errors)}`)
}

/** A part of the description whose references are to be found there. */
const based = (schema: object): object => JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object

const pointerOf = ({ $ref }: Ref): string => `api${$ref}`
const responseOf = (ref: Ref) => at(ref) as ReturnType<typeof apiDescription>['components']['responses'][string]

function at({ $ref }: Ref): unknown {
  return $ref
    .split('/')
    .slice(1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], description)
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]*)')}$`)
}

/** What is no encoding stands for itself. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
