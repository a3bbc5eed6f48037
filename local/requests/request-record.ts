// One request as the terminal shows it: by which door it came, which case and incident it was about, how it ended, what
// it cost, and which faults it survived.
import type { LoggedRequest } from '../servicenow/server.ts'
import type { LogLine } from './function-lines.ts'
import { survivedFaults } from './survived-faults.ts'

export type RequestRecord = {
  /** ISO 8601. */
  at: string
  /** The function, or `gateway` for what API Gateway itself refused. */
  door: string
  tone: 'good' | 'warning' | 'bad'
  connector?: string | undefined
  case?: string | undefined
  /** Its number, or its sys_id where ServiceNow does not hold it. */
  incident?: string | undefined
  outcome: string
  /** Calls of ServiceNow. */
  calls?: number | undefined
  ms?: number | undefined
  /** A sentence for each fault of ServiceNow. */
  survived: readonly string[]
}

/** What ServiceNow knows of a request. */
export type Instance = {
  requests: () => readonly LoggedRequest[]
  /** The number of a record by its sys_id, in whatever task table. */
  numberOf: (sysId: string) => string | undefined
}

const TONES: Record<string, RequestRecord['tone']> = { INFO: 'good', WARN: 'warning' }

/** What ended well, in words. Of other lines the code tells. */
const OUTCOMES: Record<string, (line: LogLine) => string> = {
  'case pushed': ({ calls, comments = 0 }) =>
    calls === 0
      ? 'up to date, nothing to send'
      : comments === 0
        ? 'pushed'
        : `pushed with ${counted(comments, 'comment')}`,
  'comment pushed': ({ comments }) => (comments === 0 ? 'comment was there' : 'comment pushed'),
  'incident closed': () => 'incident closed',
  'metadata read': () => 'metadata read',
  'push rehearsed': () => 'dry run, nothing sent',
  'incident found': () => 'incident shown',
  'connector shown': () => 'connector shown',
  'connector tested': () => 'connector tested',
}

export function recordOf(line: LogLine, instance: Instance): RequestRecord {
  const { caseId, incident, connectorId, calls, durationMs, timestamp, function_name: name } = line
  const number = incident === undefined ? undefined : (instance.numberOf(incident) ?? incident)
  const isDone = Object.hasOwn(OUTCOMES, line.message)
  const request = { caseId, incident, number, endMs: Date.parse(timestamp), durationMs, isDone }
  return {
    at: timestamp,
    door: name.replace(/^case-push-local-/, ''),
    tone: TONES[line.level] ?? 'bad',
    connector: connectorId,
    case: caseId,
    incident: number,
    outcome: outcomeOf(line),
    calls,
    ms: durationMs,
    survived: durationMs === undefined ? [] : survivedFaults(request, instance.requests()),
  }
}

function outcomeOf(line: LogLine): string {
  const { message, code, reason, cause, warnings = [], problems = [], retryAfter, receives } = line
  const warned = warnings.length === 0 ? '' : `, with warnings: ${warnings.join(', ')}`
  const done = Object.hasOwn(OUTCOMES, message) ? OUTCOMES[message] : undefined
  if (done !== undefined) return done(line) + warned
  const why = [code, reason === undefined || reason.startsWith('at ') ? cause : reason, ...problems]
  const again = message === 'push put off' ? `delivery ${receives ?? 1}` : retryAfter && `retry in ${retryAfter} s`
  const details = [...new Set(why), again].filter(Boolean).join(', ')
  return details === '' ? message : `${message}: ${details}`
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
