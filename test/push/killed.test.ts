// SIGKILL between any two steps of a push: the same request, sent again, goes on where the dead process stopped.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startServiceNow } from '../../local/servicenow/server.ts'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import { caseOf, journalTexts, ledgerAt, pushUntilDone, type Caller } from './harness.ts'

let dynamoDB: Awaited<ReturnType<typeof startDynamoDB>>
beforeAll(async () => {
  dynamoDB = await startDynamoDB()
})
afterAll(async () => {
  await dynamoDB.close()
})

const PROGRAM = fileURLToPath(new URL('killed-push.ts', import.meta.url))
const COMMENTS: [string, string][] = [
  ['c1', 'one'],
  ['c2', 'two'],
  ['c3', 'two'],
]

// acquire, create with c1, c2, c3, release
const STEPS = ['the acquire', 'the create', 'the second comment', 'the third comment', 'the release']
const KILLS = STEPS.flatMap(
  (step, at) =>
    [
      ['before', step, at + 1],
      ['after', step, at + 1],
    ] as const,
)

test.concurrent.each(KILLS)('a process killed %s %s loses nothing and makes nothing twice', async (when, step, at) => {
  const servicenow = await startServiceNow()
  const params = caseOf(`killed-${when}-${String(at)}`, COMMENTS)
  const child = spawn(
    process.execPath,
    [PROGRAM, servicenow.url, dynamoDB.url, when, String(at), JSON.stringify(params)],
    { stdio: 'ignore', env: { ...process.env, ...COMPILE_CACHE } },
  )
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect([step, signal]).toEqual([step, 'SIGKILL'])
  const caller: Caller = { servicenow, ledger: ledgerAt(dynamoDB.url), ahead: 0 }
  const { result } = await pushUntilDone(caller, params)
  expect(servicenow.incidents().map(({ sys_id }) => sys_id)).toEqual([result.id])
  expect(journalTexts(servicenow)).toEqual(['one', 'two', 'two'])
  expect(result.comments).toHaveLength(3)
  await servicenow.close()
})
