// One request and its end in words: what it was for, what was answered, and what the client saw of that.
import { parseJson } from '../api/table-request.ts'
import { KIND_SENTENCES } from '../faults/kind-words.ts'
import { tableLabel } from '../records/task-tables.ts'
import type { Answered, Exchange } from '../controls/exchanges.ts'

/** `lost`: the client does not know what was done. */
export type Outcome = { tone: 'good' | 'refused' | 'lost' | 'open'; status: string; sentences: string[] }

const isRead = ({ method }: Exchange): boolean => method === 'GET'

/** `Create`, `Update`, `Look up by correlation_id`, `Read the journal`. */
export function purposeOf(exchange: Exchange): string {
  const { method, path, table, parameters } = exchange
  if (path === '/oauth_token.do') return 'Get a token'
  if (/\/import\/[^/]+\/?$/.test(path)) return 'Import a row'
  if (table === undefined) return path.split('/').filter(Boolean).slice(-2).join(' ')
  if (table === 'sys_journal_field') return 'Read the journal'
  if (/^sys_(?!id)/.test(table)) return `Read ${table}`
  const name = tableLabel(table).toLowerCase()
  if (method === 'POST') return `Create ${name}`
  if (method === 'PATCH' || method === 'PUT') return `Update ${name}`
  if (method === 'DELETE') return `Delete ${name}`
  const query = new Map(parameters).get('sysparm_query') ?? ''
  const [, column] = /^([a-z0-9_]+)(?:=|IN|LIKE|STARTSWITH)/.exec(query) ?? []
  return column === undefined ? `Read ${name}` : `Look up ${name} by ${column}`
}

export function outcomeOf(exchange: Exchange): Outcome {
  const { end, strike } = exchange
  const fault = strike === undefined ? [] : [`Fault ${strike.order}, ${strike.fault.kind}: ${sentenceOf(exchange)}`]
  if (end === 'open') return { tone: 'open', status: '…', sentences: ['The client waits for an answer.', ...fault] }
  const status = exchange.sent === undefined ? 'no answer' : String(exchange.sent.status)
  if (end === 'cut') return { tone: 'lost', status, sentences: [cutSentence(exchange), ...fault] }
  const tone = strike !== undefined && isAnswerWrong(exchange) ? 'lost' : isSuccess(exchange.sent) ? 'good' : 'refused'
  return { tone, status, sentences: [summaryOf(exchange.sent), ...fault].filter(Boolean) }
}

function sentenceOf(exchange: Exchange): string {
  const { strike, end } = exchange
  if (strike === undefined) return ''
  // Of an answer that was cut, the first sentence says it already.
  const done = isRead(exchange) || end === 'cut' ? '' : ` ${doneSentence(exchange)}`
  return `${lowerFirst(KIND_SENTENCES[strike.fault.kind])}${done}`
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

function doneSentence({ done }: Exchange): string {
  if (done === undefined) return 'The write was not done.'
  return isSuccess(done) ? `The write was done${done.isLate ? ' later' : ''}.` : 'The write was refused.'
}

function cutSentence(exchange: Exchange): string {
  const { sent, strike, done, tookMs = 0 } = exchange
  const waitedS = (tookMs / 1_000).toFixed(1)
  const isReset = strike?.fault.kind === 'reset' || strike?.fault.kind === 'mid-body' || isLateReset(exchange)
  const what = isReset ? 'connection reset' : `the client gave up after ${waitedS} s`
  const lead = sent !== undefined ? 'Half an answer' : isSuccess(done) ? 'Answer lost' : 'No answer'
  if (isRead(exchange)) return `${lead}: ${what}.`
  if (!isSuccess(done)) return `${lead}: ${what}, nothing was written.`
  const number = recordNames(done).join(', ')
  const when = done?.isLate ? `, and the write was done later` : ` after the write was done`
  return `${lead}: ${what}${when}${number === '' ? '' : ` (${number})`}.`
}

function isLateReset({ strike }: Exchange): boolean {
  return strike?.fault.kind === 'late-commit' && strike.fault.answer === 'reset'
}

/** Whether a client cannot tell by the answer what was done. */
function isAnswerWrong({ sent, done, strike }: Exchange): boolean {
  if (strike?.fault.kind === 'slow' || strike?.fault.kind === 'close-idle') return false
  return sent?.status !== done?.status || sent?.body.text !== done?.body.text
}

const isSuccess = (answered: Answered | undefined): boolean =>
  answered !== undefined && answered.status >= 200 && answered.status < 300

/** `1 row: INC0010002`, `INC0010002`, or the message of an error. */
function summaryOf(answered: Answered | undefined): string {
  if (answered === undefined) return ''
  const value = parseJson(answered.body.text)?.value
  if (!isObject(value)) return answered.total === undefined ? '' : countRows(Number(answered.total), [])
  const { result, error } = value
  if (isObject(error) && typeof error['message'] === 'string') return `${error['message']}.`
  const names = recordNames(answered)
  return Array.isArray(result) ? countRows(result.length, names) : names.length === 0 ? '' : `${names.join(', ')}.`
}

const MAX_NAMES = 5

function countRows(count: number, names: readonly string[]): string {
  const more = names.length > MAX_NAMES ? ' …' : ''
  const listed = names.length === 0 ? '' : `: ${names.slice(0, MAX_NAMES).join(', ')}${more}`
  return `${count === 0 ? 'No row' : count === 1 ? '1 row' : `${count} rows`}${listed}.`
}

/** The numbers of the records in an answer. */
function recordNames(answered: Answered | undefined): string[] {
  const value = parseJson(answered?.body.text ?? '')?.value
  const result = isObject(value) ? value['result'] : undefined
  const rows: unknown[] = Array.isArray(result) ? result : [result]
  return rows.flatMap((row) => {
    const number = isObject(row) ? (row['number'] ?? row['display_value']) : undefined
    return typeof number === 'string' && number !== '' ? [number] : []
  })
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
