// What package.json and its neighbors hold: sorted, one version of Node everywhere, and every pin explained.
import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import manifest from '../../package.json' with { type: 'json' }

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const { scripts, dependencies, devDependencies, optionalDependencies, allowScripts } = manifest

test.each(Object.entries({ scripts, dependencies, devDependencies, optionalDependencies, allowScripts }))(
  '%s are sorted',
  (_block, entries) => {
    expect(Object.keys(entries)).toEqual(Object.keys(entries).sort())
  },
)

test('every place names the same major version of Node', () => {
  const major = textOf('.nvmrc').trim()
  expect(manifest.engines.node).toMatch(new RegExp(String.raw`^>=${major}\.`))
  expect(devDependencies['@types/node'].split('.')[0]).toBe(major)
  expect(devDependencies).toHaveProperty(`@tsconfig/node${major}`)
  expect(Object.values(optionalDependencies).map((version) => version.split('.')[0])).toEqual([major, major])
  const service = textOf('serverless.yml')
  expect(service).toContain(`runtime: nodejs${major}.x`)
  expect(service).toContain(`target: node${major}`)
  expect(textOf('.github/workflows/ci.yml')).toContain(`image: node:${major}-`)
})

test('both architectures get the same Node', () => {
  expect(new Set(Object.values(optionalDependencies)).size).toBe(1)
})

describe('CONTRIBUTING.md explains', () => {
  const aliases = Object.entries(devDependencies).filter(([, version]) => version.startsWith('npm:'))
  test.each([...aliases.map(([name]) => name), ...Object.keys(optionalDependencies), ...Object.keys(allowScripts)])(
    'the pin of %s',
    (name) => {
      expect(textOf('CONTRIBUTING.md')).toContain(`\`${name}\``)
    },
  )
})

test('no installed package may run a script of its own', () => {
  const { packages } = JSON.parse(textOf('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: boolean }>
  }
  const withScript = Object.entries(packages)
    .filter(([path, { hasInstallScript }]) => path !== '' && hasInstallScript === true)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
  expect(allowScripts).toEqual(Object.fromEntries(withScript.map((name) => [name, false])))
})

test('Renovate knows every package that it groups or holds back', () => {
  const { packageRules } = JSON.parse(textOf('renovate.json')) as {
    packageRules: { matchPackageNames?: string[]; matchDepNames?: string[] }[]
  }
  const names = packageRules.flatMap(({ matchPackageNames = [], matchDepNames = [] }) => [
    ...matchPackageNames,
    ...matchDepNames,
  ])
  const known = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies, ...manifest.engines })
  const strangers = names.filter((name) => !known.some((each) => each === name || isPatternOf(name, each)))
  expect(strangers).toEqual([])
})

const isPatternOf = (pattern: string, name: string) => pattern.endsWith('/**') && name.startsWith(pattern.slice(0, -2))
