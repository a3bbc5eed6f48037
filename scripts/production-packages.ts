// Which packages a function's bundle may contain: those that package-lock.json leads to from `dependencies`, without
// development tools and optional peers.
import { readFile } from 'node:fs/promises'
import * as v from 'valibot'

const Names = v.optional(v.record(v.string(), v.string()), {})
const Locked = v.object({
  version: v.optional(v.string(), ''),
  license: v.optional(v.string(), ''),
  hasInstallScript: v.optional(v.boolean(), false),
  dependencies: Names,
  optionalDependencies: Names,
  peerDependencies: Names,
  peerDependenciesMeta: v.optional(v.record(v.string(), v.object({ optional: v.optional(v.boolean()) })), {}),
})
const Lock = v.object({ packages: v.record(v.string(), Locked) })

type Locked = v.InferOutput<typeof Locked>
export type ProductionPackage = Pick<Locked, 'version' | 'license' | 'hasInstallScript'> & {
  name: string
  path: string
}

/** Reads the packages from the lock file, sorted by name and version. */
export async function productionPackages(
  lockFile = new URL('../package-lock.json', import.meta.url),
): Promise<ProductionPackage[]> {
  const { packages } = v.parse(Lock, JSON.parse(await readFile(lockFile, 'utf8')))
  const found = new Set<string>()
  const open = Object.keys(packages['']?.dependencies ?? {}).map((name) => pathOf(name, '', packages))
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const locked = packages[path]
    if (locked === undefined || found.has(path)) continue
    found.add(path)
    for (const name of requirementsOf(locked)) open.push(pathOf(name, path, packages))
  }
  return [...found]
    .map((path) => describe(path, packages))
    .sort((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1))
}

function requirementsOf({
  dependencies,
  optionalDependencies,
  peerDependencies,
  peerDependenciesMeta,
}: Locked): string[] {
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true)
  return [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers]
}

// Node's own search: the nearest node_modules, upwards from the importer.
function pathOf(name: string, from: string, packages: Record<string, Locked>): string {
  const path = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  if (packages[path] !== undefined || from === '') return path
  return pathOf(name, from.slice(0, Math.max(from.lastIndexOf('/node_modules/'), 0)), packages)
}

function describe(path: string, packages: Record<string, Locked>): ProductionPackage {
  const { version = '', license = '', hasInstallScript = false } = packages[path] ?? {}
  return {
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    path,
    version,
    license,
    hasInstallScript,
  }
}
