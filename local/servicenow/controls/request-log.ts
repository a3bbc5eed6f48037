// The Table API requests that arrived, for tests to count. Headers are left out, and with them the credentials.
import { parseJson, type TableRequest } from '../api/table-request.ts'

/** `at` is ISO 8601, `query` is decoded, `body` is parsed if it is JSON, `fault` is the kind that struck. */
export type LoggedRequest = { at: string; method: string; path: string; query: string; body: unknown; fault?: string }

export function toLoggedRequest(request: TableRequest, nowMs: number, fault: string | undefined): LoggedRequest {
  const { method, path, query, body = '' } = request
  const json = parseJson(body)
  const at = new Date(nowMs).toISOString()
  return { at, method, path, query, body: json ? json.value : body || null, ...(fault === undefined ? {} : { fault }) }
}
