// What the texts of this repository refer to is there.
import { expect, test } from '@jest/globals'
import { danglingCitations, danglingLinks, danglingPaths, danglingScripts, readTexts } from './references.ts'

const texts = await readTexts()

// The examples below refer to files that only they have.
const withoutExamples = (found: readonly string[]) => found.filter((line) => !line.startsWith('test/docs/'))

test('every citation of a section leads to a section of a document', () => {
  expect(withoutExamples(danglingCitations(texts))).toEqual([])
  const citing = [...texts].filter(([, text]) => /\.md §\d/.test(text)).map(([path]) => path)
  expect(citing).toContain('lib/servicenow/classify-response.ts')
})

test('every relative link leads to a file, and to a heading where it names one', () => {
  expect(withoutExamples(danglingLinks(texts))).toEqual([])
  expect(texts.get('README.md')).toMatch(/\]\(docs\//)
})

test('every path of a repository file that a document or a comment names exists', () => {
  expect(withoutExamples(danglingPaths(texts))).toEqual([])
  expect([...texts.keys()]).toEqual(expect.arrayContaining(['.ci/run', 'README.md', 'serverless.yml']))
})

test('every npm script that a document names exists', () => {
  expect(danglingScripts(texts)).toEqual([])
  const named = beside('README.md', '`npm run -s lint -- x`, `npm run fly`').set(
    'package.json',
    '{"scripts":{"lint":"x"}}',
  )
  expect(danglingScripts(named)).toEqual(['README.md: npm run fly'])
})

const DOCUMENT = ['docs/a.md', '# A\n\n## 1. One\n\n### 1.2 Two `x`\n\nHere (§1.2), see [b](b.md).\n'] as const
const beside = (path: string, text: string) => new Map<string, string>([DOCUMENT, ['docs/b.md', '# B\n'], [path, text]])

test.each([
  ['lib/x.ts', '// a.md §1, §1.2 and docs/a.md\n// §1.2; RFC 9110 §10.2.3', []],
  ['lib/x.ts', '// a.md §1.3', ['lib/x.ts: a.md §1.3']],
  ['lib/x.ts', '/** a.md\n * §2 */', ['lib/x.ts: a.md §2']],
  ['lib/x.ts', '// c.md §1', ['lib/x.ts: c.md §1']],
  ['lib/x.ts', '// §1', ['lib/x.ts:  §1']],
  ['docs/b.md', '# B\n\n§1', ['docs/b.md: docs/b.md §1']],
])('a citation of a section that is not there is found: %s, %j', (path, text, found) => {
  expect(danglingCitations(beside(path, text))).toEqual(found)
})

test.each([
  ['[a](docs/a.md#12-two-x) [a](docs/a.md) [docs](docs/) [web](https://example.org/x.md#y)', []],
  ['[a](docs/c.md)', ['README.md: docs/c.md']],
  ['[a](docs/a.md#three)', ['README.md: docs/a.md#three']],
  ['# R\n\n[a](#s)', ['README.md: #s']],
  ['[a][b]\n\n[b]: docs/c.md', ['README.md: docs/c.md']],
  ['| [a][c] |\n|---|', ['README.md: [a][c]']],
])('a link that leads nowhere is found: %j', (text, found) => {
  expect(danglingLinks(beside('README.md', text))).toEqual(found)
})

test.each([
  ['README.md', '`docs/a.md` `docs/` `a.md` `npm test` `GET /docs/c.md` `docs/*.md` `x/y.ts`', []],
  ['README.md', '`docs/c.md` `c.ts`', ['README.md: docs/c.md', 'README.md: c.ts']],
  ['lib/x.ts', "const path = 'docs/c.md' // docs/a.md", []],
  ['lib/x.ts', '/** What docs/c.md says. */', ['lib/x.ts: docs/c.md']],
  ['serverless.yml', 'Description: see docs/c.md', ['serverless.yml: docs/c.md']],
  ['package.json', '{"x":"node node_modules/docs/c.ts && node lib/c.ts"}', []],
])('a path that names no file is found: %s, %j', (path, text, found) => {
  expect(danglingPaths(beside(path, text))).toEqual(found)
})
