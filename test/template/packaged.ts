// Packages the service into a folder of its own, and reads the CloudFormation template and the functions' code there.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { SourceMap } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as v from 'valibot'
import { bundleIn } from '../../scripts/artifact.ts'

export const KIBANA = 'https://kibana.example.com'
export const TOPIC = 'arn:aws:sns:us-east-1:123456789012:operators'
export const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'

export type Resource = { Type: string; Properties: Record<string, unknown> }

/** A function's code, the bytes of each of its modules, and which source a place of the code stems from. */
export type Bundle = { code: string; modules: Record<string, number>; sourceAt(index: number): string }

export type Packaged = {
  folder: string
  templateFile: string
  resources: Record<string, Resource>
  /** By the function's name. */
  bundles: Record<string, Bundle>
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
  const args = [SERVERLESS, 'package', '--stage', stage, '--package', folder, ...flags]
  await exclusively(() => promisify(execFile)(process.execPath, args, { cwd: ROOT })).finally(() =>
    rm(join(ROOT, esbuildFolder), { recursive: true, force: true }),
  )
  const templateFile = join(folder, 'cloudformation-template-update-stack.json')
  const template = JSON.parse(await readFile(templateFile, 'utf8')) as { Resources: Record<string, Resource> }
  const zips = (await readdir(folder)).filter((name) => name.endsWith('.zip'))
  const bundles = await Promise.all(
    zips.map(async (name) => [name.slice(0, -4), await readBundle(folder, name)] as const),
  )
  return {
    folder,
    templateFile,
    resources: template.Resources,
    bundles: Object.fromEntries(bundles),
    remove: () => rm(folder, { recursive: true }),
  }
}

const LOCK = join(ROOT, '.esbuild-test-lock')
const STALE_MS = 60_000

// osls packages into .serverless, whatever `--package` says, and moves it at the end: only one at a time.
async function exclusively<T>(run: () => Promise<T>): Promise<T> {
  while (!(await isMade(LOCK))) {
    const since = await stat(LOCK).catch(() => undefined)
    if (since !== undefined && Date.now() - since.mtimeMs > STALE_MS) await rm(LOCK, { recursive: true, force: true })
    await sleep(100)
  }
  try {
    return await run()
  } finally {
    await rm(LOCK, { recursive: true, force: true })
  }
}

const isMade = (folder: string) =>
  mkdir(folder).then(
    () => true,
    () => false,
  )

const Metafile = v.object({
  outputs: v.record(v.string(), v.object({ inputs: v.record(v.string(), v.object({ bytesInOutput: v.number() })) })),
})

async function readBundle(folder: string, name: string): Promise<Bundle> {
  const { file, code } = bundleIn(await readFile(join(folder, name)))
  const report = async (ending: string): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, 'bundles', `${basename(file)}.${ending}`), 'utf8'))
  const { outputs } = v.parse(Metafile, await report('meta.json'))
  const inputs = Object.entries(outputs).find(([output]) => output.endsWith('.cjs'))?.[1].inputs ?? {}
  const modules = Object.fromEntries(
    Object.entries(inputs).map(([module, { bytesInOutput }]) => [module, bytesInOutput]),
  )
  return { code, modules, sourceAt: sourcesOf(code, (await report('map')) as SourceMap['payload']) }
}

function sourcesOf(code: string, map: SourceMap['payload']): Bundle['sourceAt'] {
  const sources = new SourceMap(map)
  const lineStarts = [0, ...code.matchAll(/\n/g).map(({ index }) => index + 1)]
  return (index) => {
    const line = lineStarts.findLastIndex((start) => start <= index)
    const entry = sources.findEntry(line, index - Number(lineStarts[line]))
    return 'originalSource' in entry ? entry.originalSource.replace(/^(\.\.\/)+/, '') : ''
  }
}
