// What the answer to a push means for the one who sent it: done, to be sent again, refused for good, or sent to the
// wrong place. Answers come from outside: only what matches a schema counts as the service's word.
import * as v from 'valibot'
import { retryAfterOf } from '../lib/servicenow/classify-response.ts'
import { oneLine } from './one-line.ts'

const Line = v.pipe(v.string(), v.transform(oneLine))

const Incident = v.object({
  title: Line,
  id: Line,
  url: Line,
  warnings: v.optional(v.array(v.object({ code: Line, message: Line, column: v.optional(Line) })), []),
})
export type Incident = v.InferOutput<typeof Incident>
const Pushed = v.object({ status: v.literal('ok'), data: Incident })

const PlannedCall = v.object({ method: Line, url: Line, body: v.optional(v.unknown()) })
export type PlannedCall = v.InferOutput<typeof PlannedCall>
const Rehearsed = v.object({ status: v.literal('ok'), data: v.object({ calls: v.array(PlannedCall) }) })

const ServiceError = v.object({
  status: v.literal('error'),
  code: Line,
  message: Line,
  retry: v.boolean(),
  service_message: v.optional(Line),
})
const GatewayError = v.object({ message: Line })

/** What came back over HTTP; headers by their names in lower case. */
export type Answer = { status: number; headers: Record<string, string>; text: string }

export type Verdict =
  | { kind: 'pushed'; incident: Incident }
  | { kind: 'rehearsed'; calls: PlannedCall[] }
  /** The same request may be sent again: after `afterMs`, or after a while of the sender's choice. */
  | { kind: 'again'; code: string; message: string; afterMs: number | undefined }
  /** The same request may be sent again, but only once an operator has fixed something. */
  | { kind: 'later'; code: string; message: string }
  | { kind: 'refused'; code: string; message: string }
  /** No case can be pushed with this key, URL or connector. */
  | { kind: 'misaddressed'; code: string; message: string }

export function verdictOn(answer: Answer, nowMs: number): Verdict {
  const body = jsonOf(answer.text)
  const pushed = v.safeParse(Pushed, body)
  if (answer.status === 200 && pushed.success) return { kind: 'pushed', incident: pushed.output.data }
  const rehearsed = v.safeParse(Rehearsed, body)
  if (answer.status === 200 && rehearsed.success) return { kind: 'rehearsed', calls: rehearsed.output.data.calls }
  const afterS = retryAfterOf(answer, nowMs)
  const afterMs = afterS === undefined ? undefined : afterS * 1000
  const error = v.safeParse(ServiceError, body)
  if (answer.status >= 400 && error.success) return ofService(error.output, afterMs)
  return ofGateway(answer.status, v.safeParse(GatewayError, body).success, afterMs)
}

function ofService(error: v.InferOutput<typeof ServiceError>, afterMs: number | undefined): Verdict {
  const { code, retry, service_message: theirs } = error
  const message = theirs === undefined ? error.message : `${error.message}: ${theirs}`
  if (code === 'forbidden' || code === 'unknown_connector') return { kind: 'misaddressed', code, message }
  if (!retry) return { kind: 'refused', code, message }
  // A wrong configuration does not heal by waiting.
  if (code === 'misconfigured' && afterMs === undefined) return { kind: 'later', code, message }
  return { kind: 'again', code, message, afterMs }
}

function ofGateway(status: number, isJson: boolean, afterMs: number | undefined): Verdict {
  const code = `http_${status}`
  if (status === 429) return { kind: 'again', code, message: 'the gateway limits the rate of requests', afterMs }
  if (status === 408 || status >= 500)
    return { kind: 'again', code, message: `the gateway answered ${status}`, afterMs }
  if (isJson && status === 413) return { kind: 'refused', code, message: 'the case is too large for the gateway' }
  if (isJson && (status === 401 || status === 403))
    return { kind: 'misaddressed', code, message: 'the key is not valid' }
  return { kind: 'misaddressed', code, message: `it answered ${status}, and not as case-push does` }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
