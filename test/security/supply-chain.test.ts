// The packages: pinned, and those that may be bundled free to use, without install scripts, and listed.
import { beforeAll, expect, test } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { licensePage } from '../../scripts/licenses.ts'
import { productionPackages, type ProductionPackage } from '../../scripts/production-packages.ts'

let packages: ProductionPackage[]
beforeAll(async () => {
  packages = await productionPackages()
})

const textOf = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

// The first install, and what `npm run test:mutation` installs for itself.
const FOLDERS = ['', 'test/mutation/']

test('no production package needs an install script', () => {
  expect(packages.filter(({ hasInstallScript }) => hasInstallScript)).toEqual([])
})

test.each(FOLDERS)('every version in %spackage.json is exact', async (folder) => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    await textOf(`${folder}package.json`),
  ) as Record<string, Record<string, string>>
  const ranges = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
    ([, version]) =>
      !/^(npm:(@[\w-]+\/)?[\w-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) && !isOwn(version.replace('file:', '')),
  )
  expect(ranges).toEqual([])
})

// Folders of this repository in place of packages that no script here loads: test/repository/install.test.ts.
const isOwn = (path: string) => path.startsWith('local/never-loaded/')

test.each(FOLDERS)('every package that %spackage-lock.json names has a digest', async (folder) => {
  const { packages: locked } = JSON.parse(await textOf(`${folder}package-lock.json`)) as {
    packages: Record<string, { resolved?: string; integrity?: string; link?: boolean; inBundle?: boolean }>
  }
  const isPinned = ({ resolved = '', integrity = '' }: { resolved?: string; integrity?: string }) =>
    /^(https:\/\/registry\.npmjs\.org\/|$)/.test(resolved) && integrity.startsWith('sha512-')
  const unpinned = Object.entries(locked).filter(
    ([path, entry]) =>
      path !== '' && entry.inBundle !== true && !isPinned(entry) && !isOwn(path) && !isOwn(entry.resolved ?? ''),
  )
  expect(unpinned.map(([path]) => path)).toEqual([])
})

test('every license of what may be bundled permits use and distribution', () => {
  expect(
    [...new Set(packages.map(({ license }) => license))].filter(
      (license) => !['MIT', 'MIT-0', 'Apache-2.0', '0BSD', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause'].includes(license),
    ),
  ).toEqual([])
})

test('docs/licenses.md is current (`npm run licenses` writes it)', async () => {
  expect(await textOf('docs/licenses.md')).toBe(licensePage(packages))
})

test('no development tool may be bundled', () => {
  const names = packages.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['valibot', '@middy/core', '@aws-sdk/client-secrets-manager', '@smithy/core']),
  )
  expect(
    names.filter((name) => /jest|eslint|typescript|serverless|esbuild|dynalite|hono|^node-linux/.test(name)),
  ).toEqual([])
})
