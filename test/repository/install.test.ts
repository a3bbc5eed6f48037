// What `npm ci` leaves on the disk: at most 450 MB, without the parts that no script here loads.
import { expect, test } from '@jest/globals'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MODULES = join(ROOT, 'node_modules')
const MAX_MB = 450

/** The bytes on the disk, as `du` counts them. */
async function sizeOf(path: string): Promise<number> {
  const stats = await lstat(path)
  const own = stats.blocks * 512
  if (!stats.isDirectory()) return own
  const inside = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))))
  return inside.reduce((sum, bytes) => sum + bytes, own)
}

const toMb = (bytes: number) => Math.ceil(bytes / 1024 ** 2)

test(`node_modules takes at most ${String(MAX_MB)} MB`, async () => {
  const sizes = await Promise.all(
    (await readdir(MODULES)).map(async (name) => ({ name, bytes: await sizeOf(join(MODULES, name)) })),
  )
  const total = toMb(sizes.reduce((sum, { bytes }) => sum + bytes, 0))
  const largest = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 10)
  const tooLarge = total > MAX_MB ? largest.map(({ name, bytes }) => `${name}: ${String(toMb(bytes))} MB`) : []
  expect(tooLarge).toEqual([])
})

test('of the Node package nothing is left but the program', async () => {
  const runtimes = (await readdir(MODULES)).filter((name) => name.startsWith('node-linux-'))
  for (const name of runtimes) {
    expect(await readdir(join(MODULES, name))).toContain('bin')
    expect(await readdir(join(MODULES, name))).not.toEqual(expect.arrayContaining(['include']))
  }
})

test.each(Object.entries(manifest.overrides))(
  'in place of %s there is a folder of this repository, which says so when it is loaded',
  async (name, version) => {
    expect(version).toBe(`$${name}`)
    expect(manifest.devDependencies).toHaveProperty(name, `file:local/never-loaded/${name}`)
    const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { link?: boolean; resolved?: string }>
    }
    const places = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`))
    expect(places).toEqual([[`node_modules/${name}`, { link: true, resolved: `local/never-loaded/${name}` }]])
    expect(await readFile(join(ROOT, 'CONTRIBUTING.md'), 'utf8')).toContain(`\`${name}\``)
  },
)

test('a function in Java is told that none runs here', async () => {
  const { invokeJavaLocal } = (await import('java-invoke-local')) as { invokeJavaLocal: () => void }
  expect(invokeJavaLocal).toThrow('case-push has no function in Java')
})
