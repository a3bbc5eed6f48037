// What a run tells in words: one line per case, and at the end what became of all of them and what to do next.
import type { Note } from './kibana-case.ts'
import { oneLine } from './one-line.ts'
import { durationOf } from './push-progress.ts'
import type { Halt, Named, Result } from './push-run.ts'

/** Where a case stands and its id, as far as there is one. */
export function nameOf({ file, line, id }: Named): string {
  const place = line === undefined ? file : `${file}:${line}`
  return oneLine(id === undefined ? place : `${place}  ${id}`)
}

/** For stdout: the incident, its link and the case. Undefined when there is none. */
export function pushedLine(result: Result): string | undefined {
  if (result.outcome === 'pushed' && result.incident !== undefined)
    return `${result.incident.title}  ${result.incident.url}  ${oneLine(result.id ?? '')}`.trimEnd()
  if (result.outcome !== 'rehearsed') return undefined
  const calls = (result.calls ?? []).map(({ method, url }) => `  ${method} ${url}`)
  return [`${nameOf(result)}  would make ${countOf(calls.length, 'call')} to ServiceNow`, ...calls].join('\n')
}

/** For stderr: what was not pushed and why, and what there is to tell of what was. */
export function troubleLines(result: Result): string[] {
  const { outcome } = result
  if (outcome === 'unreadable') return [`${nameOf(result)}  ${oneLine(result.message)}`]
  if (outcome === 'refused') return [`${nameOf(result)}  refused: ${result.message ?? ''} (${result.code ?? ''})`]
  if (outcome === 'open') return [`${nameOf(result)}  not finished: ${result.message ?? ''} (${result.code ?? ''})`]
  const warnings = result.incident?.warnings ?? []
  return warnings.map(
    ({ code, message, column }) =>
      `${nameOf(result)}  warning: ${message} (${code}${column === undefined ? '' : `, ${column}`})`,
  )
}

/** For `--json`: one line. */
export function jsonLine({ file, line, id: savedObjectId, ...result }: Result): string {
  if (result.outcome === 'unreadable') return JSON.stringify({ file, line, ...result })
  const { outcome, status, code, message, incident, calls, attempts, ms } = result
  const { title: number, id, url, warnings = [] } = incident ?? {}
  const told = { number, id, url, ...(warnings.length === 0 ? {} : { warnings }), calls, code, message }
  return JSON.stringify({ file, line, savedObjectId, outcome, status, ...told, attempts, ms })
}

/** What became of the cases of a run. */
export type Tally = {
  counts: Record<Result['outcome'], number>
  /** How often the cases that were not pushed ended with each code. */
  codes: Map<string, number>
  notes: Map<Note, number>
}

export const emptyTally = (): Tally => ({
  counts: { pushed: 0, rehearsed: 0, refused: 0, open: 0, misaddressed: 0, unreadable: 0 },
  codes: new Map(),
  notes: new Map(),
})

export function count(tally: Tally, result: Result): void {
  tally.counts[result.outcome] += 1
  if (result.outcome === 'unreadable') return
  if (result.code !== undefined) add(tally.codes, result.code)
  for (const note of result.notes) add(tally.notes, note)
}

function add<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** The summary of a run, a sentence a line; none when no case could be pushed at all, which the advice says. */
export function summaryOf({ counts, codes, notes }: Tally, halt: Halt, ms: number): string[] {
  const { pushed, rehearsed, refused, open, misaddressed, unreadable } = counts
  const all = pushed + rehearsed + refused + open + misaddressed + unreadable
  if (all === 0) return ['There was no case in the input.']
  if (halt?.kind === 'misaddressed' && pushed + rehearsed === 0) return []
  const parts = [
    ...(pushed > 0 || rehearsed === 0 ? [`${pushed} pushed`] : []),
    ...(rehearsed > 0 ? [`${rehearsed} rehearsed`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(open + misaddressed > 0 ? [`${open + misaddressed} not finished`] : []),
    ...(unreadable > 0 ? [`${unreadable} not readable`] : []),
  ]
  const byCode = [...codes].map(([code, times]) => `${code} ${times}`).join(', ')
  return [
    `${countOf(all, 'case')} in ${durationOf(ms)}: ${parts.join(', ')}${byCode === '' ? '' : ` (${byCode})`}`,
    ...[...notes].map(([note, times]) => `${countOf(times, 'case')}: ${NOTES[note]}`),
  ]
}

const countOf = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`

const NOTES: Record<Note, string> = {
  'comments missing':
    "the comments are missing in the input, so none was pushed: Kibana's list has none, GET /api/cases/<id> has them",
  'other incident':
    'Kibana knows an incident of another connector; case-push has its own, unless externalId names that one',
}

/**
 * What to do next, a sentence each.
 * @param where the address that was called, and the connector
 * @param isStopped by the one who started it
 */
export function adviceOn(
  tally: Tally,
  halt: Halt,
  where: { url: string; connectorId: string },
  isStopped: boolean,
): string[] {
  if (halt?.kind === 'misaddressed') return [misaddressedAdvice(halt, where)]
  const advice = [...tally.codes.keys()].flatMap((code) => ADVICE[code] ?? [])
  return [
    ...(halt?.kind === 'away' ? ['Several cases in a row could not be finished, so no other was begun.'] : []),
    ...new Set(advice),
    ...(isStopped ? ['Stopped: no other case was begun.'] : []),
    ...(tally.counts.open > 0 || isStopped
      ? ['Run the same command again: what was pushed is not written twice.']
      : []),
  ]
}

function misaddressedAdvice(
  { code, message }: NonNullable<Halt> & { code: string; message: string },
  where: { url: string; connectorId: string },
): string {
  const { url, connectorId } = where
  if (code === 'http_401' || code === 'http_403')
    return `${url} does not accept the key: give one that \`npm run api-key\` made, in CASE_PUSH_KEY or --key.`
  if (code === 'forbidden')
    return `The key may not use the connector "${connectorId}": ask for one that may, or name another.`
  if (code === 'unknown_connector')
    return `${url} has no connector "${connectorId}": name one that it has, with --connector.`
  if (code !== 'no_answer') return `${url} is not the address of case-push: ${message}.`
  const isLocal = url.startsWith('http:')
  return `${url} cannot be reached: ${message}.${isLocal ? ' Start the local stack first: npm start.' : ''}`
}

const FIX_CASE = 'Refused cases: change what the message names, and push them again.'
const SEE_LOG = 'An operator must read the log of case-push, and fix the connector or the stage, before you push again.'
const ADVICE: Record<string, string> = {
  invalid_request: FIX_CASE,
  payload_too_large: FIX_CASE,
  servicenow_rejected: FIX_CASE,
  incident_not_found: 'incident_not_found: remove the externalId, or correct it; without it case-push finds its own.',
  misconfigured: SEE_LOG,
  servicenow_unauthorized:
    "ServiceNow rejects the connector's login: `npm run connector -- test <id> --stage <stage>` says what is missing.",
}
