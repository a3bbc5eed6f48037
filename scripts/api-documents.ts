// `npm run docs:api`: writes openapi.yaml, the description of the HTTP API, and the same as a page, docs/api.html.
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { apiDescription } from './api-description.ts'
import { toYaml } from './api-yaml.ts'

const HEADING = '# The HTTP API of case-push. Written by `npm run docs:api`: change the schemas in lib/ or scripts/ instead.\n'

/** The generated documents by their paths in the repository. */
export function apiDocuments(): Record<string, string> {
  const description = apiDescription()
  return { 'openapi.yaml': HEADING + toYaml(description) }
}

if (import.meta.main)
  for (const [path, text] of Object.entries(apiDocuments()))
    await writeFile(fileURLToPath(new URL(`../${path}`, import.meta.url)), text)
