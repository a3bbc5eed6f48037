// `npm run licenses`: writes docs/licenses.md, the license of every package that may be bundled.
import { writeFile } from 'node:fs/promises'
import { runCommand } from './command-line.ts'
import { productionPackages, type ProductionPackage } from './production-packages.ts'

const FILE = new URL('../docs/licenses.md', import.meta.url)

const USAGE = `Usage: npm run licenses

Writes docs/licenses.md: the version and the license of every package that a function's bundle may contain, by
package-lock.json. A test fails while the page is not current.

  --help  show this text

Example: npm run licenses && git diff docs/licenses.md`

/** The text of docs/licenses.md. */
export function licensePage(packages: readonly ProductionPackage[]): string {
  const rows = packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`)
  return `# Licenses of what is bundled

Every package that a function's bundle may contain: all that \`package-lock.json\` leads to from \`dependencies\`.
Written by \`npm run licenses\`; a test keeps it current.

| package | version | license |
|---|---|---|
${rows.join('\n')}
`
}

async function write(): Promise<number> {
  const packages = await productionPackages()
  await writeFile(FILE, licensePage(packages))
  console.log(`${packages.length} packages in docs/licenses.md`)
  return 0
}

if (import.meta.main)
  process.exitCode = await runCommand({ script: 'licenses', usage: USAGE, options: {}, prepare: () => write })
