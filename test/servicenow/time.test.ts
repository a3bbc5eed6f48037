// ServiceNow's form of a time.
import { expect, test } from '@jest/globals'
import { serviceNowTime } from '../../lib/servicenow/time.ts'

test.each([
  ['2020-03-10 12:24:20', Date.parse('2020-03-10T12:24:20.000Z')],
  ['2020-13-10 12:24:20', undefined],
  ['2020-03-10T12:24:20Z', undefined],
  ['10.03.2020 12:24', undefined],
  ['', undefined],
  [undefined, undefined],
])("ServiceNow's times are UTC: %j", (text, time) => {
  expect(serviceNowTime(text)).toBe(time)
})
