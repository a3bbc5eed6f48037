// The history of a journal taken apart: headings of every kind, texts that look like headings, hostile lengths.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { digestOf } from '../../lib/push/text.ts'
import { entriesOf } from '../../lib/servicenow/journal-history.ts'
import { firstSlowSize } from '../support/processor-time.ts'

/** Two headings each, the newer first, of one instance and user. */
const HEADINGS = {
  'ISO and English': ['2026-11-23 10:00:00 - Jane Doe (Work notes)', '2026-01-02 09:30:05 - Joe (Work notes)'],
  German: ['23.11.2026 10:00:00 - Jürgen Groß (Arbeitsnotizen)', '2.1.2026 9:30:05 - Zoë (Arbeitsnotizen)'],
  'French with 10h00': ['23/11/2026 10h00 - Chloé (Notes de travail)', '02/01/2026 9h30 - Ève (Notes de travail)'],
  'the American 12 hours': ['11/23/2026 10:00:00 AM - Jane (Work notes)', '1/2/2026 9:30:05 PM - J. R. (Work notes)'],
  'months by name': ['Nov 23, 2026 10:00 - Jane (Work notes)', 'May 2, 2026 9:30 - Joe (Work notes)'],
  'months by name, some of them abbreviated': ['23. Nov. 2026 10:00 - Jane (Notiz)', '2. Mai 2026 9:30 - Joe (Notiz)'],
  'abbreviated months between hyphens': ['23-nov.-2026 10:00 - Ana (Notas)', '2-mai-2026 9:30 - Rui (Notas)'],
  'months with vowel signs': ['23 नवंबर 2026 10:00 - अनु (कार्य नोट)', '2 मई 2026 9:30 - रवि (कार्य नोट)'],
  'months by letters that are taken apart': ['23 de\u0301c. 2026 - Luc (Notes)', '2 mai 2026 - Max (Notes)'],
  Japanese: ['2026年11月23日 10時00分00秒 - 山田太郎（作業メモ）', '2026年1月2日 9時30分05秒 - 佐藤（作業メモ）'],
  'full-width digits and parentheses': [
    '２０２６／１１／２３　１０：００ 山田（メモ）',
    '２０２６／１／２　９：３０ 佐藤（メモ）',
  ],
  Arabic: ['٢٣/١١/٢٠٢٦ ١٠:٠٠ - مريم (ملاحظات العمل)', '٢/١/٢٠٢٦ ٩:٣٠ - عمر (ملاحظات العمل)'],
  'a dash of another length': ['2026-11-23 10:00:00 – Jane (Work notes)', '2026-01-02 09:30:05 — Joe (Work notes)'],
  'parentheses in the label': [
    '2026-11-23 10:00 - Jane (Work notes (private))',
    '2026-01-02 09:30 - Joe (x) (Work notes)',
  ],
  'no parentheses': ['2026-11-23 10:00:00 Jane Work notes', '2026-01-02 09:30:05 Joe'],
  'time before date': ['10:00:00 23-11-2026 - Jane (Work notes)', '9:30:05 2-1-2026 - Joe (Work notes)'],
  'a weekday': ['Mon, Nov 23 2026 - Jane (Work notes)', 'Fri, Jan 2 2026 - Joe (Work notes)'],
  'a date of two numbers': ['10h00 23 - Jane (Work notes)', '9h30 2 - Joe (Work notes)'],
} as const
const [NEWER, OLDER] = HEADINGS['ISO and English']

/** Each entry is its heading, its text and an empty line. */
const historyOf = (...entries: (readonly [heading: string, text: string])[]) =>
  entries.map(([heading, text]) => `${heading}\n${text}\n\n`).join('')

/** The entries of a history that have one of these texts. */
const found = (history: string, ...texts: string[]) => entriesOf(history, new Set(texts.map(digestOf)))

const digests = (...texts: string[]) => texts.map(digestOf)

test.each(Object.entries(HEADINGS))('entries are recognized by headings with %s', (_, [newer, older]) => {
  const history = historyOf([newer, 'two\n\nparagraphs'], [older, 'one'], [newer, 'three'])
  expect(found(history, 'one', 'two\n\nparagraphs', 'three')).toEqual(digests('two\n\nparagraphs', 'one', 'three'))
})

test('an entry whose text is not of interest is left out', () => {
  expect(found(historyOf([NEWER, 'two'], [OLDER, 'one']), 'one', 'three')).toEqual(digests('one'))
})

test('equal entries count each', () => {
  expect(found(historyOf([NEWER, 'ok'], [NEWER, 'ok'], [OLDER, 'ok']), 'ok')).toEqual(digests('ok', 'ok', 'ok'))
})

test('line ends and white space at either end of a text do not count', () => {
  const text = '\r\n  one\r\n\r\ntwo\t\r\n'
  for (const history of [historyOf([NEWER, text], [OLDER, text]), `${NEWER}\r\n${text}\r\n\r\n${OLDER}\r\n${text}`])
    expect(found(history, 'one\n\ntwo')).toEqual(digests('one\n\ntwo', 'one\n\ntwo'))
})

test('entries are recognized behind one without a text', () => {
  expect(found(historyOf([NEWER, ''], [OLDER, ''], [OLDER, 'one'], [OLDER, '']), 'one')).toEqual(digests('one'))
})

test('an empty history has no entries', () => {
  expect(found('')).toEqual([])
  expect(found(' \r\n\n')).toEqual([])
})

test.each([
  ['whose first line has no number', 'Jane Doe (Work notes)\none\n\nJoe (Work notes)\ntwo'],
  ['whose first number is far from the beginning', `${'x'.repeat(41)} 2026-11-23 (Work notes)\none`],
  ['whose headings are followed by no text', `${NEWER}: one\n\n${OLDER}: two\n\n`],
  ['of a single line', NEWER],
])('a history %s cannot be taken apart', (_, history) => {
  expect(found(history, 'one')).toBeUndefined()
})

const QUOTING = [
  ['quotes a heading', `As he wrote:\n\n${OLDER}\nplease call back\n\nDone.`],
  ['quotes several headings', `${'> see\n\n'.repeat(2)}${OLDER}\na\n\n${NEWER}\nb\n\n${OLDER}\n\n${NEWER}\n\nc`],
  ['begins with a heading', `${OLDER}\nplease call back`],
  ['begins with an empty line and a heading', `\n\n${OLDER}\nplease call back`],
  ['ends with a heading', `what did you mean here?\n\n${OLDER}`],
  ['quotes a heading of another date', 'see\n\n1999-12-31 23:59:59 - nobody (Work notes)\nx'],
  ['is nothing but headings', `${OLDER}\n\n${OLDER}\n\n${OLDER}`],
  ['has lines that begin with numbers', 'Steps:\n\n1. 2 - 3\n\n2026-11-24 is the date\n\n10-20-30 rows\n\n2. done'],
  ['has empty lines', 'one\n\n\n\n\ntwo\n \n\t\nthree'],
] as const

test.each(QUOTING)('a text that %s is found whole, wherever it stands', (_, text) => {
  const histories = [
    historyOf([NEWER, text]),
    historyOf([NEWER, text], [OLDER, 'other']),
    historyOf([NEWER, 'other'], [OLDER, text]),
    historyOf([NEWER, 'unknown'], [NEWER, text], [OLDER, 'other'], [OLDER, 'unknown\n\n1. and more']),
  ]
  for (const history of histories) expect(found(history, text, 'other')).toContain(digestOf(text))
  expect(found(historyOf([NEWER, text], [OLDER, 'other'], [OLDER, text]), text, 'other')).toEqual(
    digests(text, 'other', text),
  )
})

test('of two entries, one of which quotes all of the other, both are found', () => {
  const quoted = `${OLDER}\nplease call back`
  const quoting = `Done, see\n\n${quoted}\n\nover`
  expect(found(historyOf([NEWER, quoting], [OLDER, 'please call back']), quoting, 'please call back')).toEqual(
    digests(quoting, 'please call back'),
  )
  expect(found(historyOf([NEWER, quoted], [OLDER, 'please call back']), quoted, 'please call back')).toEqual(
    digests(quoted, 'please call back'),
  )
})

test('a text that begins with all of another one is found whole', () => {
  const text = `ok\n\n${OLDER}\nmore`
  expect(found(historyOf([NEWER, text], [OLDER, 'ok']), text, 'ok')).toEqual(digests(text, 'ok'))
})

test('a heading within a paragraph begins no entry', () => {
  expect(found(historyOf([NEWER, `He wrote\n${OLDER}\nok`], [OLDER, 'one']), 'ok', 'one')).toEqual(digests('one'))
})

test('a line of blanks between entries is an empty line', () => {
  expect(found(`${NEWER}\none\n \t\n${OLDER}\ntwo`, 'one', 'two')).toEqual(digests('one', 'two'))
})

test('an entry of which nothing but a heading can be seen is found', () => {
  expect(found(historyOf([NEWER, `\n\n${OLDER}`]), OLDER)).toEqual(digests(OLDER))
})

test('a text that is quoted in one of interest is not counted twice', () => {
  const quoting = `see\n\n${OLDER}\nok\n\n${OLDER}\nok`
  expect(found(historyOf([NEWER, quoting], [OLDER, 'ok']), quoting, 'ok')).toEqual(digests(quoting, 'ok'))
})

test('a text that quotes hundreds of headings is found whole', () => {
  const text = `log:\n\n${`${OLDER}\n\n`.repeat(300)}end`
  expect(found(historyOf([NEWER, 'unknown'], [NEWER, text], [OLDER, 'other']), text)).toEqual(digests(text))
})

const form = fc.constantFrom(...Object.values(HEADINGS))
const piece = fc.constantFrom(
  ...['\n', '\n\n', '\r\n', '\r', ' ', '\t', '\u2028', '\ufeff', '\ud83d\ude00', '\ud83d', '\u0301', 'a', '9', '年'],
  ...['1. ', '2026-11-24', '-', ' - ', '(', '（', ': ', '1999-12-31 23:59:59 - x (Work notes)\n', '31.12.1999 x\n'],
  ...['\n\n1999-12-31 23:59:59 - x (Work notes)\n', '\n\n1999年12月31日 x\n', '\n\n1/1/1999 1h00 x\n', 'Jan 1, 1999 x'],
)
// At least one letter: a text of blanks alone is no comment.
const nastyText = fc.array(piece, { maxLength: 14 }).map((pieces) => `${pieces.join('')}x`)

test('any texts come back whole, in order, when they are of interest', () => {
  fc.assert(
    fc.property(form, fc.array(nastyText, { minLength: 1, maxLength: 6 }), ([newer, older], texts) => {
      const history = historyOf(...texts.map((text, at) => [at % 2 === 0 ? newer : older, text] as const))
      expect(found(history, ...texts)).toEqual(digests(...texts))
    }),
    { numRuns: 1_000 },
  )
})

test('any texts are found as often as they stand among others, whatever those hold', () => {
  fc.assert(
    fc.property(form, fc.array(fc.tuple(nastyText, fc.boolean()), { maxLength: 8 }), ([newer, older], entries) => {
      const wanted = entries.filter(([, isWanted]) => isWanted).map(([text]) => text)
      const history = historyOf(...entries.map(([text], at) => [at % 2 === 0 ? newer : older, text] as const))
      const counts = Map.groupBy(found(history, ...wanted) ?? [], (digest) => digest)
      for (const [digest, same] of Map.groupBy(digests(...wanted), (one) => one))
        expect(counts.get(digest)?.length).toBeGreaterThanOrEqual(same.length)
    }),
    { numRuns: 1_000 },
  )
})

/** Of linear work the largest takes a few seconds, of quadratic work minutes. */
const LIMIT_MS = 30_000

test.each([
  ['headings', `${OLDER}${'.'.repeat(60)}\n\n`, OLDER, 5_000_000],
  ['the shortest headings', '1\n\n', '1', 100_000],
  ['entries', `${OLDER}\nok\n\n`, OLDER, 1_000_000],
  ['empty lines', '\n', OLDER, 4_000_000],
  ['digits', '1', '1', 20_000_000],
  ['blanks', ' ', OLDER, 20_000_000],
  ['words', 'x ', OLDER, 20_000_000],
])('the processor time grows with the length of a history of %s, and no faster', (_, line, heading, length) => {
  const sizes = [length / 100, length / 10, length]
  const slow = firstSlowSize(sizes, LIMIT_MS, (size) => {
    const history = historyOf([heading, `ok\n\n${line.repeat(Math.ceil(size / line.length))}`], [heading, 'end'])
    expect(found(history, 'end', 'nowhere')).toEqual(digests('end'))
  })
  expect(slow).toBeUndefined()
})
