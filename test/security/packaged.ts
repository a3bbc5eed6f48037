// What `serverless package` makes of serverless.yml: the CloudFormation template that AWS gets.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export type Resource = { Type: string; Properties: Record<string, unknown> }

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The resources of a packaged stage, by their logical names. */
export async function packagedResources(stage: string, params: Record<string, string> = {}): Promise<Record<string, Resource>> {
  const directory = await mkdtemp(join(tmpdir(), 'case-push-'))
  const folder = `.esbuild-test-${process.pid}-${stage}`
  const flags = Object.entries({ ...params, esbuildFolder: folder }).map(([name, value]) => `--param=${name}=${value}`)
  try {
    await promisify(execFile)(process.execPath, [join(ROOT, 'node_modules/serverless/bin/serverless.js'), 'package', '--stage', stage, '--package', directory, ...flags], { cwd: ROOT })
    const template = JSON.parse(await readFile(join(directory, 'cloudformation-template-update-stack.json'), 'utf8')) as { Resources: Record<string, Resource> }
    return template.Resources
  } finally {
    await Promise.all([directory, join(ROOT, folder)].map((path) => rm(path, { recursive: true, force: true })))
  }
}
