// The workflow of .github/: it runs the one command of .ci/run, may write nothing, and ends.
import { expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'

const FOLDER = new URL('../../.github/workflows/', import.meta.url)
const workflows = readdirSync(FOLDER).map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')] as const)

test('a push and a pull request run .ci/run', () => {
  const ci = Object.fromEntries(workflows)['ci.yml'] ?? ''
  expect(ci).toMatch(/^ {2}push:$/m)
  expect(ci).toMatch(/^ {2}pull_request:$/m)
  expect(ci).toMatch(/^ +- run: \.ci\/run$/m)
})

test.each(workflows)('%s only reads the repository, and ends', (_name, workflow) => {
  expect(workflow).toMatch(/^permissions:\n {2}contents: read\n\n/m)
  expect(workflow).not.toContain('write')
  expect(workflow).toMatch(/timeout-minutes: \d+/)
})

test.each(workflows)('every action of %s is one of GitHub, by its major version', (_name, workflow) => {
  const actions = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action]) => action)
  expect(actions.filter((action) => !/^actions\/[a-z-]+@v\d+$/.test(action ?? ''))).toEqual([])
})
