// What each kind of fault does and what an order for one aims at, in plain words for the pages.
import type { Fault, FaultRequest } from './kinds.ts'

/** One sentence for each kind, about the request that is struck. */
export const KIND_SENTENCES: Record<Fault['kind'], string> = {
  status: 'It is answered with this status instead of the right answer.',
  'rate-limit': 'It is answered 429, as by a rate limit; nothing is done.',
  accepted: 'It is answered 202 with an empty body; nothing is done.',
  hibernating: 'It is answered 200 with the page of an instance that hibernates; nothing is done.',
  redirect: 'It is redirected to the sign-in page; nothing is done.',
  reset: 'Its connection is reset instead of an answer.',
  hang: 'It is never answered: its connection stays open until the client gives up.',
  'late-commit': 'Its answer is lost at once, and the write is done only after the delay.',
  'mid-body': 'Its connection is reset in the middle of the answer’s body.',
  'broken-json': 'Its answer ends in the middle of the JSON, although the connection is well.',
  'no-result': 'It is answered {} without a result.',
  'result-and-error': 'Its transaction is cancelled while the answer streams: a result, then an error.',
  'short-list': 'A list shows only so many of its rows, as if ACLs hid the others.',
  drop: 'It is done without these columns, as if ACLs made them unwritable, and the answer does not say so.',
  'import-error': 'The Import Set API answers 201 with an error as its row. Other requests pass.',
  'import-empty': 'The Import Set API answers 201 without a row. Other requests pass.',
  slow: 'It is done at once and answered only after the delay.',
  endless: 'Its answer never ends.',
  'close-idle': 'It is answered rightly, then its connection is closed without notice.',
}

/** `The next POST request with “/api/now/” in its path: reset (the write is done)`. */
export function describeOrder({ on = {}, skip = 0, times = 1, fault }: FaultRequest): string {
  const { kind, ...details } = fault
  const noun = times === 1 ? 'request' : 'requests'
  const which = [on.method === undefined ? noun : `${on.method} ${noun}`, ...describeTarget(on)].join(' ')
  const after = skip === 0 ? '' : `, after ${skip} that ${skip === 1 ? 'passes' : 'pass'}`
  const count = times === 1 ? 'The next' : `The next ${times}`
  const options = Object.entries(details).flatMap(([name, value]) => describeDetail(name, value))
  return `${count} ${which}${after}: ${kind}${options.length === 0 ? '' : ` (${options.join(', ')})`}`
}

function describeTarget({ table, path, field, query }: NonNullable<FaultRequest['on']>): string[] {
  return [
    ...(table === undefined ? [] : [`on table ${table}`]),
    ...(path === undefined ? [] : [`with “${path}” in its path`]),
    ...(query === undefined ? [] : [`with “${query}” in its query`]),
    ...(field === undefined ? [] : [`with a value for ${field}`]),
  ]
}

function describeDetail(name: string, value: unknown): string[] {
  if (value === undefined || value === false) return []
  if (name === 'commit') return ['the write is done']
  if (value === true) return [name]
  return [`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`]
}
