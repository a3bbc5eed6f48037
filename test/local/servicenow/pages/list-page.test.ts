// The list of records: its order and its search.
import { beforeAll, expect, test } from '@jest/globals'
import { openServiceNow } from '../open-servicenow.ts'
import { call, sysIdOf } from '../table-client.ts'

let now = Date.parse('2026-11-20T08:00:00Z')
const { url, incidentsUrl } = await openServiceNow({ clock: () => now })

beforeAll(async () => {
  const ids: string[] = []
  for (const [short_description, correlation_id] of [
    ['Phishing', 'case-a'],
    ['Ransomware', 'case-b'],
    ['Beacon', 'case-c'],
  ]) {
    const body = { short_description, correlation_id }
    ids.push(sysIdOf(await call(incidentsUrl, { method: 'POST', body })))
  }
  now += 60_000
  await call(`${incidentsUrl}/${String(ids[0])}`, { method: 'PATCH', body: { work_notes: 'again' } })
})

const numbersAt = async (path: string): Promise<string[]> => {
  const { text } = await call(`${url}${path}`)
  return [...text.matchAll(/>INC(\d+)<\/a>/g)].map(([, number = '']) => String(Number(number) - 10_000))
}

test('the record that was updated last is first, of equal ones the newer', async () => {
  expect(await numbersAt('/')).toEqual(['1', '3', '2'])
})

test.each([
  ['a number', 'inc0010002', ['2']],
  ['a part of a title', 'PHISH', ['1']],
  ['a case', 'case-c', ['3']],
  ['nothing', '+', ['1', '3', '2']],
  ['what no record has', 'zzz', []],
])('a search for %s finds it', async (_, wanted, found) => {
  expect(await numbersAt(`/?q=${wanted}`)).toEqual(found)
})

test('a search says how many of all it found, and keeps what was typed', async () => {
  const { text } = await call(`${url}/?q=${encodeURIComponent('"beac')}`)
  expect(text).toContain('Incidents: 0 of 3')
  expect(text).toContain('value="&quot;beac"')
})
