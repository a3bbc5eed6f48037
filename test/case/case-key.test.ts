// By what a case is known from one push to the next: its own ids, or the key of its request.
import { expect, test } from '@jest/globals'
import { caseKeyOf, requestKeyOf } from '../../lib/case/case-key.ts'
import { parseCase } from '../../lib/case/parse-case.ts'
import { httpEvent, requestBody } from '../support/events.ts'
import { problemsIn, thrownBy } from '../support/thrown.ts'

test('a case is known by its id, else its correlation id, else the incident, else the request', () => {
  const casePush = {
    ...parseCase(requestBody('create-incident')),
    correlationId: 'correlation',
    externalId: 'external',
  }
  const { savedObjectId, ...nameless } = casePush
  const { correlationId, ...uncorrelated } = nameless
  const { externalId, ...unknown } = uncorrelated
  expect(caseKeyOf(casePush, 'request')).toBe(savedObjectId)
  expect(caseKeyOf(nameless, 'request')).toBe(correlationId)
  expect(caseKeyOf(uncorrelated, 'request')).toBe(externalId)
  expect(caseKeyOf({ ...uncorrelated, externalId: 'EXTERNAL' }, 'request')).toBe(externalId)
  expect(caseKeyOf(unknown, 'request')).toBe('request')
  expect(caseKeyOf(unknown, undefined)).toBeUndefined()
})

test('the key of a request is its Idempotency-Key, for this caller alone; a request without one has none', () => {
  expect(requestKeyOf(httpEvent('idempotency-key').headers['idempotency-key'], 'soc')).toBe(
    'soc:7c1a8f3e-2d64-4d0b-9f43-5f9a0c6f0a11',
  )
  expect(requestKeyOf(httpEvent('create-incident').headers['idempotency-key'], 'soc')).toBeUndefined()
})

test.each(['', 'a b', 'ü', 'a\tb', 'k'.repeat(256)])('a malformed key is rejected: %j', (key) => {
  expect(problemsIn(thrownBy(() => requestKeyOf(key, 'soc')))).toEqual([
    'idempotency-key must be 1 to 255 visible ASCII characters',
  ])
})
