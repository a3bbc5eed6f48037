// The README's commands are those that `npm start` prints, word for word: two texts of one comment would be two notes.
import { expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { curlCommand, putEventsCommand } from '../../local/start-words.ts'

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

test('the push and the event to paste are the printed ones', () => {
  expect(README).toContain(`\n${curlCommand({ apiUrl: 'http://127.0.0.1:3000' })}\n`)
  expect(README).toContain(`\n${putEventsCommand({ secretsManagerUrl: 'http://127.0.0.1:3002' })}\n`)
})

test('the README stays below 200 lines', () => {
  expect(README.split('\n').length).toBeLessThan(200)
})
