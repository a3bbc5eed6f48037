// The answers that faults give instead of the right one, and whether the request is carried out first.
import {
  cancelledAnswer,
  documentedAnswer,
  emptyAnswer,
  htmlAnswer,
  jsonAnswer,
  rateLimitAnswer,
  textAnswer,
  type Answer,
} from '../api/answers.ts'
import { importAnswer, importErrorAnswer, stagingTableOf } from '../api/import-set-api.ts'
import { parseJson, type TableRequest } from '../api/table-request.ts'
import { gatewayPage, HIBERNATING_PAGE, isGatewayStatus } from './gateway-pages.ts'
import { plausibleAnswer } from './plausible-answers.ts'
import type { Deviation } from '../api/call.ts'
import type { Instance } from '../records/instance.ts'
import type { Fault } from './kinds.ts'

/** Carries the request out and returns the right answer, but for the deviation. Called at most once. */
export type Perform = (deviation?: Deviation) => Answer

export type Work = { request: TableRequest; instance: Instance; perform: Perform }

export type WireFault = Extract<
  Fault,
  { kind: 'reset' | 'hang' | 'late-commit' | 'mid-body' | 'slow' | 'endless' | 'close-idle' }
>

export type AnswerFault = Exclude<Fault, WireFault>

export function faultAnswer(fault: AnswerFault, work: Work): Answer {
  const { url, now } = work.instance
  switch (fault.kind) {
    case 'status':
      if (fault.commit) work.perform()
      return statusAnswer(fault)
    case 'rate-limit':
      return fault.retryAfter === undefined ? documentedAnswer(429) : rateLimitAnswer(fault.retryAfter, now())
    case 'accepted':
      return emptyAnswer(202)
    case 'hibernating':
      return htmlAnswer(200, HIBERNATING_PAGE)
    case 'redirect':
      return emptyAnswer(302, { location: `${url}/login.do` })
    case 'broken-json': {
      const answer = plausibleAnswer(work, fault.commit)
      return { ...answer, body: answer.body.slice(0, Math.ceil(answer.body.length / 2)) }
    }
    case 'no-result':
      return { ...plausibleAnswer(work, fault.commit), body: '{}' }
    case 'result-and-error':
      return cancelMidway(plausibleAnswer(work, fault.commit), fault.rows ?? 0)
    case 'short-list':
      return work.perform({ visibleRows: fault.rows })
    case 'drop':
      return work.perform({ droppedColumns: fault.columns })
    case 'import-error':
    case 'import-empty': {
      if (fault.commit) work.perform()
      const staging = stagingTableOf(work.request.path) ?? ''
      return fault.kind === 'import-error' ? importErrorAnswer(staging) : importAnswer(staging, [])
    }
  }
}

/** An answer without a result, such as a 404, was not streamed and stays as it is. */
function cancelMidway(answer: Answer, rows: number): Answer {
  const json = parseJson(answer.body)?.value
  if (typeof json !== 'object' || json === null || !('result' in json)) return answer
  const result: unknown = Array.isArray(json.result) ? json.result.slice(0, rows) : json.result
  return cancelledAnswer(answer.status, result, answer.headers)
}

type StatusFault = Extract<Fault, { kind: 'status' }>

function statusAnswer(fault: StatusFault): Answer {
  const { headers = {} } = fault
  const answer = statusBody(fault)
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return { ...answer, headers: { ...answer.headers, ...given } }
}

function statusBody({ status, body, html, text }: StatusFault): Answer {
  const isGiven = text !== undefined || body !== undefined
  if (html ?? (!isGiven && isGatewayStatus(status))) return htmlAnswer(status, gatewayPage(status))
  if (text !== undefined) return textAnswer(status, text)
  return body === undefined ? documentedAnswer(status) : jsonAnswer(status, body)
}
