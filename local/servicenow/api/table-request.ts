// One request as the Table API reads it: version, table and record from the path, the rest from headers and query.
// Malformed percent signs stay as they are.
import type { IncomingHttpHeaders } from 'node:http'

export type TableRequest = {
  method: string
  path: string
  version: string
  table: string | undefined
  /** In lower case, as stored: ServiceNow's database compares sys_ids without regard to case. */
  sysId: string | undefined
  parameters: URLSearchParams
  /** The raw query, decoded if it can be. */
  query: string
  headers: IncomingHttpHeaders
  /** `undefined` if the body was larger than ServiceNow accepts. */
  body: string | undefined
}

const TABLE_PATH = /^\/api\/now\/(?:(v1|v2)\/)?table\/([^/]+)(?:\/([^/]+))?\/?$/

export type RawRequest = { method: string; url: string; headers: IncomingHttpHeaders; body: string | undefined }

export function readTableRequest({ method, url, headers, body }: RawRequest): TableRequest {
  const { pathname: path, searchParams: parameters, search } = new URL(url)
  const [, version = '', table, sysId] = TABLE_PATH.exec(path) ?? []
  const override = headers['x-http-method-override']
  const isOverridden = method === 'POST' && typeof override === 'string'
  return {
    method: isOverridden ? override.toUpperCase() : method,
    path,
    version,
    table,
    sysId: sysId?.toLowerCase(),
    parameters,
    query: decode(search.slice(1).replaceAll('+', ' ')),
    headers,
    body,
  }
}

/** The value of JSON of any shape; `undefined` if the text is not JSON. */
export function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
