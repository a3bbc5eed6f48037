// Every npm script answers --help without doing anything, and refuses an option that it does not know.
import { expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from '../support/compile-cache.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>
}

/** What each of these runs answers for itself. */
const WRAPPED: Record<string, RegExp> = {
  format: /^prettier /,
  'format:check': /^prettier /,
  lint: /^eslint /,
  'lint:api': /redocly lint /,
  'test:browser': /^npm run test:jest -- /,
  'test:coverage': /^npm run test:jest -- /,
  'test:jest': /jest\.js$/,
  'test:mutation': /stryker\.js run$/,
  typecheck: /^tsc /,
}
/** npm calls these by itself. */
const HOOKS = ['postinstall']
const OURS = Object.entries(scripts).filter(([name]) => !Object.hasOwn(WRAPPED, name) && !HOOKS.includes(name))

type Ended = { code: number; out: string; err: string }

/** Runs the file of a script of ours, as npm does but for npm. */
function run(command: string, argument: string): Promise<Ended> {
  const [, file = ''] = /^(?:exec )?node -r \.\/scripts\/check-install\.cjs (\S+\.ts)$/.exec(command) ?? []
  const args = ['-r', './scripts/check-install.cjs', file, argument]
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...COMPILE_CACHE } }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err })
    }).stdin?.end()
  })
}

test('every script is a file of ours that checks the installation first, or a tool that is named here', () => {
  for (const [, command] of OURS) expect(command).toMatch(/^(exec )?node -r \.\/scripts\/check-install\.cjs \S+\.ts$/)
  for (const [name, command] of Object.entries(WRAPPED)) expect(scripts[name]).toMatch(command)
})

test.each(OURS)('%s shows its purpose, its options and an example', async (name, command) => {
  const { code, out, err } = await run(command, '--help')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(new RegExp(`npm (run )?(-s )?${name}`))
  expect(out).toMatch(/^ +--help +\S/m)
  expect(out).toMatch(/^Examples?: /m)
})

test.each(OURS)('%s refuses an unknown option in a line that names it', async (name, command) => {
  const { code, out, err } = await run(command, '--nosuchoption')
  expect(code).toBeGreaterThan(0)
  expect(out).toBe('')
  expect(err).toContain("Unknown option '--nosuchoption'")
  expect(err).toMatch(new RegExp(`\`npm (run )?${name} -- --help\` shows the usage`))
  expect(err.trim().split('\n').length).toBeLessThanOrEqual(3)
})
