// Packages the service into a folder of its own, and reads the CloudFormation template and the functions' code there.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inflateRawSync } from 'node:zlib'

export const KIBANA = 'https://kibana.example.com'
export const TOPIC = 'arn:aws:sns:us-east-1:123456789012:operators'
export const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'

export type Resource = { Type: string; Properties: Record<string, unknown> }

export type Packaged = {
  templateFile: string
  resources: Record<string, Resource>
  /** The bundled source, by the function's name. */
  bundles: Record<string, string>
  remove: () => Promise<void>
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SERVERLESS = join(ROOT, 'node_modules/serverless/bin/serverless.js')

/** @param params of the deployment, e.g. `{ kibanaUrl: '…' }` */
export async function packageService(stage: string, params: Record<string, string> = {}): Promise<Packaged> {
  const folder = await mkdtemp(join(tmpdir(), 'case-push-'))
  // Shared neither with another packaging nor with a running stack.
  const esbuildFolder = `.esbuild-test-${process.pid}-template`
  const flags = Object.entries({ ...params, esbuildFolder }).map(([name, value]) => `--param=${name}=${value}`)
  await promisify(execFile)(
    process.execPath,
    [SERVERLESS, 'package', '--stage', stage, '--package', folder, ...flags],
    { cwd: ROOT },
  ).finally(() => rm(join(ROOT, esbuildFolder), { recursive: true, force: true }))
  const templateFile = join(folder, 'cloudformation-template-update-stack.json')
  const template = JSON.parse(await readFile(templateFile, 'utf8')) as { Resources: Record<string, Resource> }
  const zips = (await readdir(folder)).filter((name) => name.endsWith('.zip'))
  const bundles = await Promise.all(
    zips.map(async (name) => [name.slice(0, -4), codeIn(await readFile(join(folder, name)))] as const),
  )
  return {
    templateFile,
    resources: template.Resources,
    bundles: Object.fromEntries(bundles),
    remove: () => rm(folder, { recursive: true }),
  }
}

// A ZIP file's directory names each file, its compression and where it begins (APPNOTE 4.3.7, 4.3.12).
function codeIn(zip: Buffer): string {
  let code = ''
  const start = zip.lastIndexOf(Buffer.from('PK\x05\x06'))
  for (let entry = zip.readUInt32LE(start + 16); zip.readUInt32LE(entry) === 0x02014b50;) {
    const [method, size] = [zip.readUInt16LE(entry + 10), zip.readUInt32LE(entry + 20)]
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) => zip.readUInt16LE(entry + at)) as [
      number,
      number,
      number,
    ]
    const local = zip.readUInt32LE(entry + 42)
    const name = zip.toString('utf8', entry + 46, entry + 46 + nameLength)
    const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(data, data + size)
    if (name.endsWith('.cjs')) code += (method === 0 ? bytes : inflateRawSync(bytes)).toString('utf8')
    entry += 46 + nameLength + extraLength + commentLength
  }
  return code
}
