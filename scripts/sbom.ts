// `npm run sbom`: writes the CycloneDX bill of materials of what may be bundled to .serverless/sbom.cdx.json.
// npm makes it, and this file selects the packages, because no tool lists the right ones: `npm sbom --omit dev` drops
// every package that a development tool needs too (25 of 43), and @cyclonedx/cyclonedx-npm 6 adds valibot's optional
// peer TypeScript, at 51 MB of its own packages.
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as v from 'valibot'
import { runCommand } from './command-line.ts'
import { productionPackages } from './production-packages.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FILE = new URL('../.serverless/sbom.cdx.json', import.meta.url)

const Component = v.looseObject({ 'bom-ref': v.string(), purl: v.string() })
const Bom = v.looseObject({
  metadata: v.looseObject({ component: v.looseObject({ 'bom-ref': v.string() }) }),
  components: v.array(Component),
  dependencies: v.array(v.looseObject({ ref: v.string(), dependsOn: v.optional(v.array(v.string()), []) })),
})

const USAGE = `Usage: npm run sbom

Writes .serverless/sbom.cdx.json, the CycloneDX bill of materials of every package that a function's bundle may
contain. \`npm run package\` does so too.

  --help  show this text

Example: npm run sbom`

/** Resolves with the exit code. @throws Error when npm does not list a package that may be bundled */
export async function writeBom(): Promise<number> {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']
  const { stdout } = await promisify(execFile)('npm', args, { cwd: ROOT, maxBuffer: 64 * 2 ** 20 })
  const bom = v.parse(Bom, JSON.parse(stdout))
  const bundled = new Set((await productionPackages()).map(({ name, version }) => `${name}@${version}`))
  const root = bom.metadata.component
  Object.assign(root, { name: 'case-push', type: 'application' })
  const refs = new Set([...bundled, root['bom-ref']])
  const components = bom.components.filter((component) => bundled.has(component['bom-ref']))
  const dependencies = bom.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map((entry) => ({ ...entry, dependsOn: entry.dependsOn.filter((ref) => refs.has(ref)) }))
  if (components.length !== bundled.size) {
    throw new Error(`npm sbom lists ${components.length} of the ${bundled.size} packages that may be bundled`)
  }
  await mkdir(new URL('.', FILE), { recursive: true })
  await writeFile(FILE, `${JSON.stringify({ ...bom, components, dependencies }, undefined, 2)}\n`)
  console.log(`${components.length} packages in .serverless/sbom.cdx.json`)
  return 0
}

if (import.meta.main)
  process.exitCode = await runCommand({ script: 'sbom', usage: USAGE, options: {}, prepare: () => writeBom })
