// docs/security.md says nothing that is not there: the tests and scripts that it names exist.
import { expect, test } from '@jest/globals'
import { access, readFile } from 'node:fs/promises'

const textOf = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

test('every file that docs/security.md names exists', async () => {
  const paths = [...(await textOf('docs/security.md')).matchAll(/`((?:test|lib|local|docs|handlers)\/[\w./-]*)`/g)].map(
    ([, path = '']) => path,
  )
  expect(paths.length).toBeGreaterThan(20)
  const missing = await Promise.all(
    paths.map((path) =>
      access(new URL(`../../${path}`, import.meta.url)).then(
        () => [],
        () => [path],
      ),
    ),
  )
  expect(missing.flat()).toEqual([])
})

test('every script that docs/security.md names exists', async () => {
  const { scripts } = JSON.parse(await textOf('package.json')) as { scripts: Record<string, string> }
  const named = [...(await textOf('docs/security.md')).matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
})

test('every row of the OWASP API Security Top 10 names its test', async () => {
  const rows = (await textOf('docs/security.md')).split('\n').filter((line) => /^\| API\d+ /.test(line))
  expect(rows).toHaveLength(10)
  for (const row of rows) expect(row).toMatch(/`test\/[^`]+`/)
})
