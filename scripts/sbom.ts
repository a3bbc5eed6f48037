// `npm run sbom`: writes the CycloneDX bill of materials of what may be bundled to .serverless/sbom.cdx.json.
// npm makes it, and this file selects the packages, because no tool lists the right ones: `npm sbom --omit dev` drops
// every package that a development tool needs too (25 of 43), and @cyclonedx/cyclonedx-npm 6 adds valibot's optional
// peer TypeScript, at 51 MB of its own packages.
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as v from 'valibot'
import { productionPackages } from './production-packages.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FILE = new URL('../.serverless/sbom.cdx.json', import.meta.url)

const Component = v.looseObject({ 'bom-ref': v.string(), purl: v.string() })
const Bom = v.looseObject({
  metadata: v.looseObject({ component: v.looseObject({ 'bom-ref': v.string() }) }),
  components: v.array(Component),
  dependencies: v.array(v.looseObject({ ref: v.string(), dependsOn: v.optional(v.array(v.string()), []) })),
})

const { stdout } = await promisify(execFile)('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
  cwd: ROOT,
  maxBuffer: 64 * 2 ** 20,
})
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
