// The oracle of the campaign finds what it is there for: each test breaks one promise in what was gathered of a case.
import { expect, test } from '@jest/globals'
import type { Answer } from './answers.ts'
import type { Version } from './case-plan.ts'
import { violationsIn, type Evidence, type FoundIncident } from './oracle.ts'

const version = (number: number, title: string, comments: [string, string][]): Version => ({
  number,
  title,
  description: 'Seen.',
  comments: comments.map(([id, text]) => ({ id, text })),
  subActionParams: {},
})

const ONE = version(1, 'Phishing', [['c1', 'first']])
const TWO = version(2, 'Spear phishing', [
  ['c1', 'first'],
  ['c2', 'ok'],
  ['c3', 'ok'],
])

const INCIDENT: FoundIncident = {
  sys_id: 'a1',
  number: 'INC1',
  title: 'Spear phishing',
  description: 'Seen. (created)',
  journal: ['first', 'ok', 'ok'],
}

const DATE = '2026-03-31T09:01:33.000Z'

function done({ number, comments }: Version, change: object = {}): Answer {
  const data = {
    id: 'a1',
    title: 'INC1',
    url: 'http://127.0.0.1/nav_to.do?uri=incident.do?sys_id=a1',
    pushedDate: DATE,
    comments: comments.map(({ id }) => ({ commentId: id, pushedDate: DATE })),
    ...change,
  }
  return answer(number, { data })
}

function answer(number: number, rest: Partial<Answer>): Answer {
  const base = { status: 200, code: 'ok', retry: undefined, retryAfterS: undefined, data: undefined }
  return { name: `call ${number}`, version: number, sentMs: 0, heardMs: 1, ...base, ...rest }
}

/** A case of two versions with everything in order, but for these changes. */
const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  versions: [ONE, TWO],
  answers: [done(ONE), done(TWO)],
  incidents: [INCIDENT],
  writtenTitles: [
    { title: 'Phishing', isCertain: true },
    { title: 'Spear phishing', isCertain: true },
  ],
  deadLetters: [],
  editedTitle: undefined,
  ...changes,
})

const journal = (...texts: string[]) => ({ incidents: [{ ...INCIDENT, journal: texts }] })
const failed = (status: number, code: string, rest: Partial<Answer> = {}) => ({
  answers: [done(TWO), answer(1, { status, code, retry: status === 409 || status >= 500, ...rest })],
})

test('a case with everything in order breaks no promise', () => {
  expect(violationsIn(evidence())).toEqual([])
})

test.each<[string, Partial<Evidence>, RegExp]>([
  ['a second incident', { incidents: [INCIDENT, { ...INCIDENT, sys_id: 'a2', journal: [] }] }, /2 incidents/],
  ['no incident', { incidents: [], answers: [] }, /0 incidents/],
  ['a comment twice', journal('first', 'first', 'ok', 'ok'), /repeated comment: 2 instead of 1 of "first"/],
  ['one of two equal comments lost', journal('first', 'ok'), /lost comment: 1 instead of 2 of "ok"/],
  ['a third of two equal comments', journal('first', 'ok', 'ok', 'ok'), /repeated comment: 3 instead of 2 of "ok"/],
  ['a text that nobody sent', journal('first', 'ok', 'ok', 'fir'), /nobody sent: "fir"/],
  ['the title of an older version', { incidents: [{ ...INCIDENT, title: 'Phishing' }] }, /fields lost: "Phishing"/],
  ['another description', { incidents: [{ ...INCIDENT, description: '' }] }, /description lost/],
  ["an analyst's title overwritten", { editedTitle: 'Mine' }, /edit undone: "Spear phishing" instead of "Mine"/],
  ['a dead letter', { deadLetters: ['push_incomplete: …'] }, /dead letter: push_incomplete/],
  ['an answer with a foreign incident', { answers: [done(TWO, { id: 'b9' })] }, /call 2 .* not the case's: b9/],
  ['an answer with a wrong number', { answers: [done(TWO, { title: 'INC2' })] }, /another title or url: INC2/],
  ['an answer without its comments', { answers: [done(TWO, { comments: [] })] }, /a list of other comments/],
  ['an answer without a date', { answers: [done(TWO, { pushedDate: '' })] }, /200 with /],
  ['an undocumented code', failed(503, 'teapot'), /undocumented error: 503 teapot/],
  ['a code with another status', failed(500, 'push_in_progress'), /undocumented error: 500/],
  ['a final error', failed(422, 'servicenow_rejected'), /final error: 422/],
  ['an error that forbids a retry', failed(503, 'push_incomplete', { retry: false }), /final error: 503/],
  ['a wait of no time', failed(409, 'push_in_progress', { retryAfterS: 0 }), /Retry-After: 0/],
])('%s breaks a promise', (_, changes, found) => {
  expect(violationsIn(evidence(changes)).join('\n')).toMatch(found)
})

test('an older title written after a newer one breaks a promise, if the newer one was surely written', () => {
  const newerFirst = (isCertain: boolean) => [
    { title: 'Spear phishing', isCertain },
    { title: 'Phishing', isCertain: true },
    { title: 'Spear phishing', isCertain: true },
  ]
  const found = violationsIn(evidence({ writtenTitles: newerFirst(true) }))
  expect(found).toEqual(['older fields over newer ones: "Phishing"'])
  expect(violationsIn(evidence({ writtenTitles: newerFirst(false) }))).toEqual([])
})

test('what only callers sent that got no answer may stand once or not at all', () => {
  const given = { answers: [done(ONE)] }
  expect(violationsIn(evidence({ ...given, ...journal('first') }))).toEqual([])
  expect(violationsIn(evidence({ ...given, ...journal('first', 'ok') }))).toEqual([])
  expect(violationsIn(evidence({ ...given, ...journal('first', 'ok', 'ok', 'ok') }))).toHaveLength(1)
})

test('an error that says retry breaks no promise', () => {
  expect(violationsIn(evidence(failed(504, 'outcome_unknown', { retryAfterS: 75 })))).toEqual([])
})
