// `npm run docs:dashboard`: packages the service and draws its dashboard, with sample data, to
// docs/pictures/dashboard.svg.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import type { Resources } from './dashboard/body.ts'
import { dashboardPicture } from './dashboard/picture.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FILE = join(ROOT, 'docs/pictures/dashboard.svg')
/** So that the picture shows every alarm. */
const PARAMS = ['--param', 'kibanaUrl=https://kibana.example.com']

const USAGE = `Packages the service for stage prod and draws its CloudWatch dashboard, with sample data, as an SVG.

Usage: npm run docs:dashboard [-- --template <file>] [--out <file>]

  --template <file>  a template that is packaged already, as JSON
  --out <file>       where to write the picture (docs/pictures/dashboard.svg)
  --help             this text

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

function parsed() {
  try {
    return parseArgs({
      options: { template: { type: 'string' }, out: { type: 'string', default: FILE }, help: { type: 'boolean' } },
    }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
    return process.exit(1)
  }
}

const { template, out, help } = parsed()
if (help) console.log(USAGE)
else {
  const resources = template === undefined ? await packagedResources() : await readResources(template)
  await writeFile(out, dashboardPicture(resources))
}
