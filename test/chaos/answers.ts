// What a function answered to one request, read from what its process returned: as data for callers and the oracle.
import * as v from 'valibot'

/** `code` is `ok` for a success. `sentMs`, `heardMs`: epoch ms, when the request began and was answered. */
export type Answer = {
  /** `<call>/<try>` */
  name: string
  version: number
  sentMs: number
  heardMs: number
  status: number
  code: string
  retry: boolean | undefined
  retryAfterS: number | undefined
  /** The documented `data` of a success. */
  data: unknown
}

export type Sent = Pick<Answer, 'name' | 'version' | 'sentMs'>

const HttpResult = v.object({
  statusCode: v.number(),
  headers: v.object({ 'retry-after': v.optional(v.string()) }),
  body: v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())),
})

const ErrorBody = v.object({ statusCode: v.number(), code: v.string(), retry: v.boolean() })

/** The answer of the HTTP API. */
export function answerFromApi(sent: Sent, returned: unknown): Answer {
  const result = v.parse(HttpResult, returned)
  const after = result.headers['retry-after']
  const common = { ...sent, heardMs: Date.now(), retryAfterS: after === undefined ? undefined : Number(after) }
  if (result.statusCode === 200)
    return { ...common, status: 200, code: 'ok', retry: undefined, data: result.body['data'] }
  const { statusCode, code, retry } = v.parse(ErrorBody, result.body)
  return { ...common, status: result.statusCode === statusCode ? statusCode : NaN, code, retry, data: undefined }
}

const Outcome = v.variant('type', [
  v.object({ type: v.literal('Incident Pushed'), detail: v.object({ incident: v.unknown() }) }),
  v.object({ type: v.literal('Incident Push Failed'), detail: v.object({ error: ErrorBody }) }),
])

/** The outcome of a queued push. */
export function answerFromQueue(sent: Sent, returned: unknown): Answer {
  const outcome = v.parse(Outcome, returned)
  const common = { ...sent, heardMs: Date.now(), retryAfterS: undefined }
  if (outcome.type === 'Incident Pushed')
    return { ...common, status: 200, code: 'ok', retry: undefined, data: outcome.detail.incident }
  const { statusCode, code, retry } = outcome.detail.error
  return { ...common, status: statusCode, code, retry, data: undefined }
}
