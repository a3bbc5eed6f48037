// The API requests that arrived, for tests to count. Headers are left out, and with them the credentials; so is the
// form of a token request but for its grant.
import { TOKEN_PATH } from '../api/oauth.ts'
import { parseJson, type TableRequest } from '../api/table-request.ts'
import type { StandIn } from './stand-in.ts'

/** `at` is ISO 8601, `query` is decoded, `body` is parsed if it is JSON, `fault` is the kind that struck. */
export type LoggedRequest = { at: string; method: string; path: string; query: string; body: unknown; fault?: string }

/** Beyond the most that are kept, the oldest goes. */
export function logRequest(
  { log, maxLogged, instance }: StandIn,
  request: TableRequest,
  fault: string | undefined,
): void {
  log.push(toLoggedRequest(request, instance.clock(), fault))
  if (log.length > maxLogged) log.shift()
}

function toLoggedRequest(request: TableRequest, nowMs: number, fault: string | undefined): LoggedRequest {
  const { method, path, query, body = '' } = request
  const at = new Date(nowMs).toISOString()
  return { at, method, path, query, body: bodyOf(path, body), ...(fault === undefined ? {} : { fault }) }
}

function bodyOf(path: string, body: string): unknown {
  if (path === TOKEN_PATH) return { grant_type: new URLSearchParams(body).get('grant_type') }
  const json = parseJson(body)
  return json ? json.value : body || null
}
