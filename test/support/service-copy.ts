// The service in a folder of its own, for commands of osls: each writes to `.serverless`, wherever it puts the package.
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PARTS = ['package.json', 'tsconfig.json', 'serverless.yml', 'serverless', 'handlers', 'lib', 'scripts']

/** The file to run with Node; osls takes the service in the current folder. */
export const SERVERLESS = join(ROOT, 'node_modules/serverless/bin/serverless.js')

export async function copyService(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'case-push-service-'))
  await Promise.all(PARTS.map((part) => cp(join(ROOT, part), join(folder, part), { recursive: true })))
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
