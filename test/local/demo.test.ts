// `npm run demo`: it runs through, and the picture of it in the README shows what it says.
import { expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { COMPILE_CACHE } from '../support/compile-cache.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

test('the demo ends as documented, and as its picture shows', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['local/demo.ts'], {
    cwd: ROOT,
    env: { ...process.env, ...COMPILE_CACHE },
  })
  const picture = await readFile(new URL('../../docs/pictures/demo.svg', import.meta.url), 'utf8')
  const said = stdout.split('\n').filter((line) => /^(3\. |ServiceNow holds|Everything went|In ServiceNow)/.test(line))
  expect(new Set(said).size).toBe(4)
  for (const line of said) expect(picture).toContain(line)
})
