// The check that runs before the npm scripts: a user of an old Node, or of an incomplete install, reads what to do.
import { expect, test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import manifest from '../../package.json' with { type: 'json' }

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CHECK = 'scripts/check-install.cjs'

type Machine = { version?: string; platform?: string; architecture?: string; folder?: string }

/** Runs the check on a machine that has this Node; in `folder`, a copy of the repository. */
function check({ version = '24.2.0', platform = 'linux', architecture = 'x64', folder = ROOT }: Machine) {
  const code = `
    Object.defineProperty(process, 'versions', { value: { node: ${JSON.stringify(version)} } })
    Object.defineProperty(process, 'platform', { value: ${JSON.stringify(platform)} })
    Object.defineProperty(process, 'arch', { value: ${JSON.stringify(architecture)} })
    require(${JSON.stringify(join(folder, CHECK))})`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

/** A copy of the repository with these packages installed. */
function checkWith(packages: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'case-push-'))
  for (const file of ['package.json', CHECK]) cpSync(join(ROOT, file), join(folder, file))
  for (const name of packages) {
    mkdirSync(join(folder, 'node_modules', name), { recursive: true })
    writeFileSync(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ main: 'package.json' }))
  }
  const result = check({ folder })
  rmSync(folder, { recursive: true })
  return result
}

test.each(['24.2.0', '24.21.0', '26.0.0'])('Node %s runs the scripts', (version) => {
  expect(checkWith(['esbuild', '@esbuild/linux-x64']).status).toBe(0)
  expect(check({ version, platform: process.platform, architecture: process.arch })).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  })
})

test.each([
  ['24.1.0', 'linux', 'x64', 'npm ci'],
  ['20.19.0', 'linux', 'arm64', 'npm ci'],
  ['20.19.0', 'linux', 'riscv64', 'Install Node 24'],
  ['22.18.0', 'darwin', 'arm64', 'Install Node 24'],
  ['6.0.0', 'win32', 'x64', 'Install Node 24'],
])('Node %s on %s %s is too old, and the user reads what to do', (version, platform, architecture, advice) => {
  const { status, stderr } = check({ version, platform, architecture })
  expect(status).toBe(1)
  expect(stderr).toContain(`case-push needs Node 24.2 or later; this is Node ${version}`)
  expect(stderr).toContain(advice)
})

test('without the optional packages the user reads how to install them', () => {
  const { status, stderr } = checkWith(['esbuild'])
  expect(status).toBe(1)
  expect(stderr).toContain('Run `npm ci` without `--omit=optional`.')
})

test('an install without development packages is complete', () => {
  expect(checkWith(['valibot'])).toMatchObject({ status: 0, stderr: '' })
})

test('even a Node that knows ES2015 alone can read the check', async () => {
  const source = readFileSync(join(ROOT, CHECK), 'utf8')
  const [forOld, forNew] = await Promise.all(['es2015', 'esnext'].map((target) => transform(source, { target })))
  expect(forOld?.code).toBe(forNew?.code)
})

test.each(Object.entries(manifest.scripts))(
  'npm run %s checks the install before it runs TypeScript',
  (_name, script) => {
    const commands = script.split(' && ')
    const isChecked = commands[0] === `node ${CHECK}` || script.includes(`node -r ./${CHECK} `)
    const isTypeScriptRun =
      /\.ts( |$)|(jest|stryker)\.js|\b(serverless|run-p) /.test(script) && !/npm run test:jest -- /.test(script)
    expect(isChecked).toBe(isTypeScriptRun)
  },
)
