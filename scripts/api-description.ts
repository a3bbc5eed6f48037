// The HTTP API in OpenAPI 3.1, made of the schemas, words and errors of the code.
import type { Path } from '../lib/responses/response-body.ts'
import { requestExamples } from './api-examples.ts'
import { INFO, SECURITY_SCHEMES, SERVERS, TAGS } from './api-info.ts'
import { HEADERS, responsesOf, type Response } from './api-responses.ts'
import { PARAMETERS } from './api-parameters.ts'
import { ROUTES, SPELLINGS, type Route } from './api-routes.ts'
import { apiSchemas } from './api-schemas.ts'

export type Ref = { $ref: string }
export type Operation = {
  operationId: string
  tags: string[]
  summary: string
  description: string
  parameters: Ref[]
  requestBody?: { description: string; required: true; content: Record<string, { schema: object; examples: object }> }
  responses: Record<string, Ref>
}

export type Description = ReturnType<typeof apiDescription>

/** The whole description, as JSON. */
export function apiDescription() {
  const responses = new Map<string, Response>()
  return {
    openapi: '3.1.0',
    info: INFO,
    servers: SERVERS,
    security: Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] })),
    tags: TAGS,
    paths: pathItems(responses),
    components: {
      securitySchemes: SECURITY_SCHEMES,
      parameters: PARAMETERS,
      headers: HEADERS,
      schemas: apiSchemas(),
      examples: { ...requestExamples('execute'), ...requestExamples('comment') },
      responses: Object.fromEntries(responses),
    },
  }
}

function pathItems(shared: Map<string, Response>): Record<string, Record<string, Operation>> {
  const items: Record<string, Record<string, Operation>> = {}
  // An answer of its own with the success of each route; errors are mostly alike.
  const usualName = (path: Path, status: string, name: string) =>
    status === '200' ? `${path}-200-${name}` : `${path}-${status}`
  const add = (spelled: string, route: Route, path: Path, suffix = '', release = '') => {
    const responses = Object.entries(responsesOf(route, path)).map(
      ([status, response]) =>
        [status, sharedIn(shared, usualName(path, status, route.name), route.name, response)] as const,
    )
    const operation = operationOf(route, suffix, release, Object.fromEntries(responses))
    items[spelled] = { ...items[spelled], [route.method]: operation }
  }
  for (const route of ROUTES) {
    if (route.path.startsWith('/')) add(route.path, route, 'cases')
    else
      for (const { path, suffix, release } of SPELLINGS)
        add(`/api/actions/${path}/${route.path}`, route, path, suffix, release)
  }
  return items
}

/** One entry for equal answers; another one gets the name of its route, too. */
function sharedIn(shared: Map<string, Response>, usual: string, routeName: string, response: Response): Ref {
  const isFree = (name: string) => !shared.has(name) || JSON.stringify(shared.get(name)) === JSON.stringify(response)
  const name = isFree(usual) ? usual : `${usual}-${routeName}`
  shared.set(name, response)
  return { $ref: `#/components/responses/${name}` }
}

function operationOf(route: Route, suffix: string, release: string, responses: Record<string, Ref>): Operation {
  const { name, tag, summary, description, body, parameters } = route
  return {
    operationId: `${name}${suffix}`,
    tags: [tag],
    summary: release === '' ? summary : `${summary} (path of Elastic ${release})`,
    description,
    parameters: [...parameters],
    ...(body === undefined ? {} : { requestBody: requestBodyOf(body) }),
    responses,
  }
}

const NAMES_LIMIT =
  'The different ids and names of a case may take 32 KB together; the ids of its comments do not count.'

function requestBodyOf({ schema, examples }: NonNullable<Route['body']>): NonNullable<Operation['requestBody']> {
  const names = Object.keys(requestExamples(examples))
  const refs = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }]))
  return {
    description:
      'Other types that end with `+json` are taken too. At most 5 MB, and 6 MB once its quotes, backslashes and line ' +
      `breaks are escaped.${examples === 'execute' ? ` ${NAMES_LIMIT}` : ''}`,
    required: true,
    content: { 'application/json': { schema, examples: refs } },
  }
}
