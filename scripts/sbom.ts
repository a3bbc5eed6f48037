// `npm run sbom`: the CycloneDX bill of materials of what may be bundled, into .serverless/sbom.cdx.json. npm makes
// it; its own `--omit dev` also drops every package that a development tool uses as well, so the choice is made here.
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
const wanted = new Set((await productionPackages()).map(({ name, version }) => `${name}@${version}`))
const root = bom.metadata.component
Object.assign(root, { name: 'case-push', type: 'application' })
const kept = new Set([...wanted, root['bom-ref']])
const components = bom.components.filter((component) => wanted.has(component['bom-ref']))
const dependencies = bom.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map((entry) => ({ ...entry, dependsOn: entry.dependsOn.filter((ref) => kept.has(ref)) }))
if (components.length !== wanted.size)
  throw new Error(`npm sbom names ${components.length} of the ${wanted.size} packages that package-lock.json leads to`)
await mkdir(new URL('.', FILE), { recursive: true })
await writeFile(FILE, `${JSON.stringify({ ...bom, components, dependencies }, undefined, 2)}\n`)
console.log(`${components.length} packages in .serverless/sbom.cdx.json`)
