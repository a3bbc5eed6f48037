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

test('no accepted identifier can leave its path, its query or its line', () => {
  const hostile = fc
    .array(fc.oneof(fc.constantFrom('..', '/', '\\', '^', '\r\n', '\u0000', ' ', '%2f', 'a', '.', '-'), anyText()))
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(hostile, (id) => {
      for (const schema of [ConnectorId, ExternalId, SavedObjectId, CommentId, ColumnName]) {
        if (v.is(schema, id)) expect(id).not.toMatch(/\.\.|[/\\^%\s\p{Cc}\p{Cs}]/u)
      }
      if (v.is(CorrelationId, id)) expect(id).not.toMatch(/[\^,=\p{Cc}\p{Cs}]|^\s|\s$/u)
    }),
  )
})

test.each(['rule-7f2c:alert-19', 'Fall 12 / Köln', 'nullable', 'not javascript:'])('%s is a correlation id', (id) => {
  expect(v.is(CorrelationId, id)).toBe(true)
})

test.each(['NULL', 'null', 'javascript:gs.log(1)', 'JAVASCRIPT:x'])(
  '%s is not a correlation id: an encoded query would not take it as a value',
  (id) => {
    expect(v.is(CorrelationId, id)).toBe(false)
  },
)
