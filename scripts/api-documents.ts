// `npm run docs:api`: writes openapi.yaml, the description of the HTTP API, and the same as a page, docs/api.html.
import { writeFile } from 'node:fs/promises'
import { apiDescription } from './api-description.ts'
import { apiPage } from './api-page.ts'
import { toYaml } from './api-yaml.ts'
import { runCommand } from './command-line.ts'

const USAGE = `Usage: npm run docs:api

Writes openapi.yaml, the description of the HTTP API in OpenAPI 3.1, and docs/api.html, the same as a page. Both are
made of the schemas and errors in lib/ and the words in scripts/api-*.ts; a test fails while they are not current.

  --help  show this text

Example: npm run docs:api && npm run lint:api`

const HEADING = '# The HTTP API of case-push, written by `npm run docs:api` from the schemas of the code.\n'

/** The generated documents by their paths in the repository. */
export function apiDocuments(): Record<string, string> {
  const description = apiDescription()
  return { 'openapi.yaml': HEADING + toYaml(description), 'docs/api.html': apiPage(description) }
}

async function write(): Promise<number> {
  for (const [path, text] of Object.entries(apiDocuments()))
    await writeFile(new URL(`../${path}`, import.meta.url), text)
  return 0
}

if (import.meta.main)
  process.exitCode = await runCommand({ script: 'docs:api', usage: USAGE, options: {}, prepare: () => write })
