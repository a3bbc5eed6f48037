// What `npm start` shows of a request: the function's log line in words, and which faults of ServiceNow it survived.
import { expect, test } from '@jest/globals'
import { styleText } from 'node:util'
import { readFunctionLine, type LogLine } from '../../../local/requests/function-lines.ts'
import { jsonLine, textLine } from '../../../local/requests/request-line.ts'
import { recordOf, type Instance } from '../../../local/requests/request-record.ts'
import type { LoggedRequest } from '../../../local/servicenow/server.ts'

const ID = '62dc3c8bdb7300106ba884da0b9619ea'
const AT = '2026-03-31T09:01:33.500Z'
const PUSHED = {
  level: 'INFO',
  message: 'case pushed',
  timestamp: AT,
  function_name: 'case-push-local-execute',
  connectorId: 'local',
  caseId: 'c1',
  incident: ID,
  comments: 1,
  calls: 2,
  durationMs: 80,
}
const CREATE = { at: '2026-03-31T09:01:33.450Z', method: 'POST', path: '/api/now/v2/table/incident', query: '' }
const UPDATE = { ...CREATE, method: 'PATCH', path: `/api/now/v2/table/incident/${ID}`, body: { comments: 'x' } }
const READ = { ...CREATE, method: 'GET', query: 'sysparm_query=correlation_id=c1', body: null }
const create = (more: Partial<LoggedRequest> = {}): LoggedRequest => ({
  ...CREATE,
  body: { correlation_id: 'c1' },
  ...more,
})

const plain = (_style: unknown, text: string) => text
const lineOf = (fields: object): LogLine => readFunctionLine(JSON.stringify({ ...PUSHED, ...fields })) as LogLine
const shown = (fields: object, log: LoggedRequest[] = []): string[] => {
  const instance: Instance = { requests: () => log, numberOf: (id) => (id === ID ? 'INC0010001' : undefined) }
  const [line = '', ...survived] = textLine(recordOf(lineOf(fields), instance), plain).split('\n')
  return [line.slice('09:01:33'.length).trim().replaceAll(/ {2,}/g, '  '), ...survived.map((text) => text.trim())]
}

test('a push is one line: function, case, incident, outcome, calls and time', () => {
  expect(shown({})).toEqual(['execute  c1  INC0010001  pushed with 1 comment  2 calls  80 ms'])
  expect(shown({ calls: 0 })).toEqual(['execute  c1  INC0010001  up to date, nothing to send  0 calls  80 ms'])
  expect(shown({ level: 'WARN', warnings: ['not_stored'], comments: 0, calls: 1 })).toEqual([
    'execute  c1  INC0010001  pushed, with warnings: not_stored  1 call  80 ms',
  ])
})

test('a push that failed says why, and when to retry; a put-off is one line', () => {
  const failed = { incident: undefined, code: 'servicenow_unavailable', reason: 'status' }
  expect(shown({ ...failed, level: 'ERROR', message: 'push failed', retryAfter: 5 })).toEqual([
    'execute  c1  push failed: servicenow_unavailable, status, retry in 5 s  2 calls  80 ms',
  ])
  const putOff = { ...failed, level: 'WARN', message: 'push put off', function_name: 'case-push-local-executeQueued' }
  expect(shown({ ...putOff, receives: 3 })).toEqual([
    'executeQueued  c1  push put off: servicenow_unavailable, status, delivery 3  2 calls  80 ms',
  ])
})

test('a lost answer that was found is said, and one that was not', () => {
  expect(shown({}, [create({ fault: 'reset' }), READ])[1]).toBe(
    'create: answer lost (reset); found INC0010001, not created again',
  )
  expect(shown({}, [create({ fault: 'status' }), READ, create()])[1]).toContain('nothing had come of it')
  expect(shown({ message: 'push failed', code: 'outcome_unknown' }, [create({ fault: 'hang' })])[1]).toBe(
    'create: failed (hang)',
  )
})

test('what became of an update or a read is said as well', () => {
  expect(shown({}, [{ ...UPDATE, fault: 'reset' }, READ])[1]).toBe(
    'update: answer lost (reset); found in INC0010001, not sent again',
  )
  expect(shown({}, [{ ...UPDATE, fault: 'status' }, READ, UPDATE])[1]).toContain('sent again')
  expect(shown({}, [{ ...READ, fault: 'hang' }, READ])[1]).toBe('read: failed (hang); read again')
})

test('faults that struck another case, another time, or harm nobody are not said', () => {
  const others = [
    create({ fault: 'reset', body: { correlation_id: 'c2' } }),
    create({ fault: 'reset', at: '2026-03-31T09:01:30.000Z' }),
    create({ fault: 'slow' }),
  ]
  expect(shown({}, others)).toHaveLength(1)
})

test('what serverless-offline says of each request is left out, and all else is shown as it is', () => {
  const refused = JSON.stringify({ ...PUSHED, message: 'key refused' })
  const chatter = [refused, '', '(λ: execute) RequestId: 1  Duration: 1 ms', 'POST /api/x (λ: execute)']
  expect(chatter.map(readFunctionLine)).toEqual([undefined, undefined, undefined, undefined])
  expect(readFunctionLine('\u001B[31m✘ [ERROR] Expected ";"\u001B[39m')).toBe('✘ [ERROR] Expected ";"')
  expect(readFunctionLine('{"level":"INFO"}')).toBe('{"level":"INFO"}')
})

test('in colour a line has the same words, and as JSON the same facts', () => {
  const record = recordOf(lineOf({}), { requests: () => [], numberOf: () => undefined })
  const colored = textLine(record, (style, text) => styleText(style, text, { validateStream: false }))
  expect(colored).toContain('\u001B[32mpushed with 1 comment\u001B[39m')
  expect(JSON.parse(jsonLine(record))).toMatchObject({
    at: AT,
    case: 'c1',
    incident: ID,
    calls: 2,
    ms: 80,
    survived: [],
  })
})
