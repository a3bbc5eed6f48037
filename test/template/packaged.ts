// Packages the service into a folder of its own, and reads the CloudFormation template and the functions' code there.
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { SourceMap } from 'node:module'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import * as v from 'valibot'
import { bundleIn } from '../../scripts/artifact.ts'
import { copyService, SERVERLESS } from '../support/service-copy.ts'

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

/** @param params of the deployment, e.g. `{ kibanaUrl: '…' }` */
export async function packageService(stage: string, params: Record<string, string> = {}): Promise<Packaged> {
  const service = await copyService()
  const folder = join(service.folder, '.serverless')
  const flags = Object.entries(params).map(([name, value]) => `--param=${name}=${value}`)
  await promisify(execFile)(process.execPath, [SERVERLESS, 'package', '--stage', stage, ...flags], {
    cwd: service.folder,
  })
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
    remove: () => service.remove(),
  }
}

const Metafile = v.object({
  outputs: v.record(v.string(), v.object({ inputs: v.record(v.string(), v.object({ bytesInOutput: v.number() })) })),
})

async function readBundle(folder: string, name: string): Promise<Bundle> {
  const { file, code } = bundleIn(await readFile(join(folder, name)))
  const report = async (ending: string): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, '../.bundles', `${basename(file)}.${ending}`), 'utf8'))
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
