// `npm run package`: packages the functions as a deployment does, and writes the bill of materials beside them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand } from './command-line.ts'
import { writeBom } from './sbom.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SERVERLESS = 'node_modules/serverless/bin/serverless.js'

const USAGE = `Usage: npm run package -- [--stage <stage>] [--param <name>=<value>]

Packages the functions and the CloudFormation template as a deployment does, without a network and without
credentials, into .serverless/; the bundles' source maps are in .bundles/. Writes the bill of materials
(npm run sbom) to .serverless/sbom.cdx.json.

  --stage <stage>         whose params (default: dev)
  --param <name>=<value>  a param of serverless.yml, several times for several
  --help                  show this text

Example: npm run package -- --stage prod --param kibanaUrl=https://kibana.example.com`

process.exitCode = await runCommand({
  script: 'package',
  usage: USAGE,
  options: {
    stage: { type: 'string', default: 'dev' },
    param: { type: 'string', multiple: true, default: [] },
  },
  prepare: ({ stage, param }) => {
    if (!/^[A-Za-z0-9-]{1,64}$/.test(stage)) throw new Error('--stage needs the name of a stage, such as dev or prod')
    return () => packageService(stage, param)
  },
})

async function packageService(stage: string, params: string[]): Promise<number> {
  // What an earlier package and its build left.
  for (const folder of ['.serverless', `.esbuild-${stage}`])
    await rm(join(ROOT, folder), { recursive: true, force: true })
  const args = [SERVERLESS, 'package', '--stage', stage, ...params.map((param) => `--param=${param}`)]
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0 ? writeBom() : (code ?? 1)
}
