// `npm run docs:dashboard`: packages the service and draws its dashboard, with sample data, to
// docs/pictures/dashboard.svg.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { runCommand } from './command-line.ts'
import type { Resources } from './dashboard/body.ts'
import { dashboardPicture } from './dashboard/picture.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FILE = join(ROOT, 'docs/pictures/dashboard.svg')
/** So that the picture shows every alarm. */
const PARAMS = ['--param', 'kibanaUrl=https://kibana.example.com']

const USAGE = `Usage: npm run docs:dashboard -- [--template <file>] [--out <file>]

Packages the service for stage prod and draws its CloudWatch dashboard, with sample data, as an SVG.

  --template <file>  a template that is packaged already, as JSON
  --out <file>       where to write the picture (docs/pictures/dashboard.svg)
  --help             show this text

Example: npm run docs:dashboard -- --out /tmp/dashboard.svg`

async function readResources(template: string): Promise<Resources> {
  return (JSON.parse(await readFile(template, 'utf8')) as { Resources: Resources }).Resources
}

async function packagedResources(): Promise<Resources> {
  const folder = await mkdtemp(join(tmpdir(), 'case-push-dashboard-'))
  try {
    const serverless = join(ROOT, 'node_modules/serverless/bin/serverless.js')
    const args = [serverless, 'package', '--stage', 'prod', '--package', folder, ...PARAMS]
    await promisify(execFile)(process.execPath, args, { cwd: ROOT })
    return await readResources(join(folder, 'cloudformation-template-update-stack.json'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function draw(template: string | undefined, out: string): Promise<number> {
  const resources = template === undefined ? await packagedResources() : await readResources(template)
  await writeFile(out, dashboardPicture(resources))
  return 0
}

process.exitCode = await runCommand({
  script: 'docs:dashboard',
  usage: USAGE,
  options: { template: { type: 'string' }, out: { type: 'string', default: FILE } },
  prepare:
    ({ template, out }) =>
    () =>
      draw(template, out),
})
