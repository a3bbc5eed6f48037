// What may go wrong between a worker and its servers, as data: what of a request and of its answer gets through, and
// when. The seed draws one for a request.
import type { Chance, Range } from './chance.ts'
import { PLAIN, type Passage } from './passage.ts'

type NetworkFault = Partial<
  Pick<Passage, 'delivers' | 'resets' | 'answers' | 'ownAnswer'> &
    Record<'holdMs' | 'splitMs' | 'answerHoldMs' | 'copyMs', Range>
>

/** Less than the 60 s of ServiceNow, together with what the stand-in itself may delay. */
const LATE: Range = [500, 50_000]
const DELAYED: Range = [20, 1_500]

/** Between a worker and either server. */
const ANYWHERE: Record<string, NetworkFault> = {
  'reset before the request': { delivers: 'nothing', resets: 'first' },
  'reset after the request': { resets: 'then' },
  'reset before the answer': { answers: 'reset' },
  'reset in the answer': { answers: 'half' },
  'request lost': { delivers: 'nothing', answers: 'nothing' },
  'answer lost': { answers: 'nothing' },
  'request late': { holdMs: LATE },
  'reset, request late': { holdMs: LATE, resets: 'first' },
}

const THROTTLING = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException',
  message: 'slow down',
})
const THROTTLED = [
  'HTTP/1.1 400 Bad Request',
  'content-type: application/x-amz-json-1.0',
  `content-length: ${THROTTLING.length}`,
  '',
  THROTTLING,
].join('\r\n')

const SERVICENOW: Record<string, NetworkFault> = {
  ...ANYWHERE,
  'reset in the request': { delivers: 'half', resets: 'then' },
  'bytes delayed': { splitMs: DELAYED, answerHoldMs: DELAYED },
}

// dynalite does not survive half a request.
const DYNAMODB: Record<string, NetworkFault> = {
  ...ANYWHERE,
  delayed: { holdMs: DELAYED, answerHoldMs: DELAYED },
  throttled: { delivers: 'nothing', ownAnswer: THROTTLED },
  'copied, the copy late': { copyMs: LATE },
}

export type Target = 'DynamoDB' | 'ServiceNow'

/** A fault drawn under this label. */
export function drawFault(chance: Chance, label: string, target: Target): { name: string; passage: Passage } {
  const faults = target === 'DynamoDB' ? DYNAMODB : SERVICENOW
  const name = chance.pick(label, Object.keys(faults))
  const { holdMs, splitMs, answerHoldMs, copyMs, ...rest } = faults[name] ?? {}
  const drawn = (range: Range | undefined, what: string) =>
    range === undefined ? 0 : Math.round(chance.between(`${label} ${what}`, range))
  const times = {
    holdMs: drawn(holdMs, 'hold'),
    splitMs: drawn(splitMs, 'split'),
    answerHoldMs: drawn(answerHoldMs, 'answer'),
    ...(copyMs === undefined ? {} : { copyMs: drawn(copyMs, 'copy') }),
  }
  const longestMs = Math.max(...Object.values(times))
  return {
    name: longestMs === 0 ? name : `${name} (${(longestMs / 1000).toFixed(1)} s)`,
    passage: { ...PLAIN, ...rest, ...times },
  }
}
