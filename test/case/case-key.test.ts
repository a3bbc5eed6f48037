// By what a case is known from one push to the next.
import { expect, test } from '@jest/globals'
import { caseKeyOf } from '../../lib/case/case-key.ts'
import { parseCase } from '../../lib/case/parse-case.ts'
import { requestBody } from '../support/events.ts'

test('a case is known by its id, else its correlation id, else the request, else the incident', () => {
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
  expect(caseKeyOf(uncorrelated, 'request')).toBe('request')
  expect(caseKeyOf(uncorrelated, undefined)).toBe(externalId)
  expect(caseKeyOf(unknown, undefined)).toBeUndefined()
})
