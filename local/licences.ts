// `npm run licences`: writes docs/licences.md, the licence of every package that may be bundled.
import { writeFile } from 'node:fs/promises'
import { productionPackages } from './production-packages.ts'
import type { ProductionPackage } from './production-packages.ts'

const FILE = new URL('../docs/licences.md', import.meta.url)

/** The page for these packages. */
export function licencePage(packages: readonly ProductionPackage[]): string {
  const rows = packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`)
  return `# Licences of what is bundled

Every package that may stand in a function's bundle: all that \`package-lock.json\` leads to from \`dependencies\`.
Written by \`npm run licences\`; a test keeps it current.

| package | version | licence |
|---|---|---|
${rows.join('\n')}
`
}

if (import.meta.main) {
  const packages = await productionPackages()
  await writeFile(FILE, licencePage(packages))
  console.log(`${packages.length} packages in docs/licences.md`)
}
