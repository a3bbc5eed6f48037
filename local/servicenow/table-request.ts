// One request as the Table API reads it: version, table and record from the path, the rest from
// headers and query. Malformed percent signs stay as they are.
import type { IncomingHttpHeaders } from 'node:http'

export type TableRequest = {
  method: string
  path: string
  version: string
  table: string | undefined
  sysId: string | undefined
  parameters: URLSearchParams
  /** The raw query, decoded if it can be. */
  query: string
  headers: IncomingHttpHeaders
  /** Nothing when the body was larger than ServiceNow takes. */
  body: string | undefined
}

const tablePath = /^\/api\/now\/(?:(v1|v2)\/)?table\/([^/]+)(?:\/([^/]+))?\/?$/

export type RawRequest = { method: string; url: string; headers: IncomingHttpHeaders; body: string | undefined }

export function readTableRequest({ method, url, headers, body }: RawRequest): TableRequest {
  const { pathname: path, searchParams: parameters, search } = new URL(url)
  const [, version = '', table, sysId] = tablePath.exec(path) ?? []
  const override = headers['x-http-method-override']
  const isOverridden = method === 'POST' && typeof override === 'string'
  return {
    method: isOverridden ? override.toUpperCase() : method,
    path,
    version,
    table,
    sysId,
    parameters,
    query: decoded(search.slice(1).replaceAll('+', ' ')),
    headers,
    body,
  }
}

/** The body as JSON, whatever its shape; nothing when it is none. */
export function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
