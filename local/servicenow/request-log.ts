// The Table API requests that arrived, for tests to count: no headers, so no credentials.
import { parseJson, type TableRequest } from './table-request.ts'

/** `at` is ISO 8601, `query` decoded, `body` parsed where it is JSON; `fault` is the kind that struck. */
export type LoggedRequest = { at: string; method: string; path: string; query: string; body: unknown; fault?: string }

export function loggedRequest(request: TableRequest, now: number, fault: string | undefined): LoggedRequest {
  const { method, path, query, body = '' } = request
  const json = parseJson(body)
  const at = new Date(now).toISOString()
  return { at, method, path, query, body: json ? json.value : body || null, ...(fault === undefined ? {} : { fault }) }
}
