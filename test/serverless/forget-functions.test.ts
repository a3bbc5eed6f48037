// After a build the functions are loaded again, and nothing else is.
import { afterAll, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const directory = await mkdtemp(join(tmpdir(), 'case-push-'))
afterAll(() => rm(directory, { recursive: true }))

const MODULE = JSON.stringify(new URL('../../serverless/forget-functions.ts', import.meta.url).href)
const PROGRAM = `
  import { writeFileSync, mkdirSync } from 'node:fs'
  import { createRequire } from 'node:module'
  import { forgetFunctions } from ${MODULE}
  const load = createRequire(import.meta.url)
  const built = (text) => { mkdirSync('.build', { recursive: true }); writeFileSync('.build/f.cjs', text) }
  const other = (text) => writeFileSync('other.cjs', text)
  built('module.exports = 1'); other('module.exports = 1')
  const before = [load('./.build/f.cjs'), load('./other.cjs')]
  built('module.exports = 2'); other('module.exports = 2')
  const kept = load('./.build/f.cjs')
  forgetFunctions('.build')
  console.log(JSON.stringify([before, kept, load('./.build/f.cjs'), load('./other.cjs')]))
`

test('what was built is loaded anew, and only that', async () => {
  const program = join(directory, 'program.mjs')
  await writeFile(program, PROGRAM)
  const { stdout } = await promisify(execFile)(process.execPath, [program], { cwd: directory })
  expect(JSON.parse(stdout)).toEqual([[1, 1], 1, 2, 1])
})
