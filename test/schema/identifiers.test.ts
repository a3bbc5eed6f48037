// The patterns of every identifier that comes from outside.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as v from 'valibot'
import {
  ColumnName,
  CommentId,
  ConnectorId,
  CorrelationId,
  ExternalId,
  SavedObjectId,
} from '../../lib/schema/identifiers.ts'
import { anyText } from '../support/any-text.ts'

test.each(['a', '7', 'local', '61787f53-4eee-4741-8df6-8fe84fa616f7', 'a.b_c-d', 'a'.repeat(64)])(
  '%s is a connector id',
  (id) => {
    expect(v.is(ConnectorId, id)).toBe(true)
  },
)

test.each(['', '.a', '-a', '_a', 'a..b', 'a/b', 'a b', 'a\n', 'a^b', 'ä', 'a'.repeat(65), '../x', 'a%2f'])(
  '%j is not a connector id',
  (id) => {
    expect(v.is(ConnectorId, id)).toBe(false)
  },
)

test.each(['c1472f70-732a-11ea-a0b2-c51ea50a58e2', 'c1472f70-total-alerts', 'a:b@c{d}|e~f+g.h'])(
  '%s, an id as Kibana makes them, is the id of a case and of a comment',
  (id) => {
    expect(v.is(SavedObjectId, id) && v.is(CommentId, id)).toBe(true)
  },
)

const hostile = fc
  .array(
    fc.oneof(fc.constantFrom('..', '/', '\\', '^', '\r\n', '\u0000', ' ', '%2f', 'a', '.', '-', '{{', '{'), anyText()),
  )
  .map((parts) => parts.join(''))

test('no accepted identifier but that of a case can leave its path, its query or its line', () => {
  fc.assert(
    fc.property(hostile, (id) => {
      for (const schema of [ConnectorId, ExternalId, CommentId, ColumnName]) {
        if (v.is(schema, id)) expect(id).not.toMatch(/\.\.|[/\\^%\s\p{Cc}\p{Cs}]|\{\{/u)
      }
    }),
  )
})

test('the id of a case is one line of text that no template left behind', () => {
  fc.assert(
    fc.property(hostile, (id) => {
      const isGood = /[\p{L}\p{N}]/u.test(id) && !/[\p{Cc}\p{Cs}]|\{\{/u.test(id) && id.length <= 1024
      expect([v.is(SavedObjectId, id), v.is(CorrelationId, id)]).toEqual([isGood, isGood])
    }),
  )
})

test.each([
  ...['rule-7f2c:alert-19', 'Fall 12 / Köln', 'host.name=web,01', 'a^NQactive=true', ' padded ', '../x', 'NULL'],
  ...['javascript:gs.log(1)', '日本', 'a\u200db', '{7}', 'x'.repeat(1024)],
])('%j is the id of a case, in either shape', (id) => {
  expect([v.is(SavedObjectId, id), v.is(CorrelationId, id)]).toEqual([true, true])
})

test.each([
  ['', 'must not be blank'],
  [' \u00a0\t', 'must not be blank'],
  ['a\u0007b', 'must not hold control characters or unpaired surrogates'],
  ['a\r\nX-Injected: 1', 'must not hold control characters or unpaired surrogates'],
  ['a\u0085b', 'must not hold control characters or unpaired surrogates'],
  ['a\ud800', 'must not hold control characters or unpaired surrogates'],
  ['{{rule.id}}:{{alert.id}}', 'must not be an unrendered {{template}}'],
  ['{{{case.id}}}', 'must not be an unrendered {{template}}'],
  ['rule-7:{{alert.id}}', 'must not be an unrendered {{template}}'],
  [':', 'must hold a letter or a digit'],
  ['- : -', 'must hold a letter or a digit'],
  ['x'.repeat(1025), 'must have at most 1024 characters'],
])('%j is not the id of a case', (id, expected) => {
  for (const schema of [SavedObjectId, CorrelationId])
    expect(v.safeParse(schema, id, { abortPipeEarly: true }).issues?.map(({ message }) => message)).toEqual([expected])
})
