// The artifacts that a deployment would upload, and two to compare them with.
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { bundleIn } from '../../scripts/artifact.ts'

/** `file`: the bundle, unpacked. Without an artifact its ZIP has no size. */
export type Subject = { name: string; file: string; bytes: number; zipBytes: number | undefined }

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SERVERLESS = join(ROOT, 'node_modules/serverless/bin/serverless.js')

/** Packages stage prod into `folder`, and unpacks every function there. */
export async function packageFunctions(folder: string): Promise<Subject[]> {
  const packaged = join(folder, 'packaged')
  const args = [SERVERLESS, 'package', '--stage', 'prod', '--package', packaged, '--param=esbuildFolder=.esbuild-bench']
  await promisify(execFile)(process.execPath, args, { cwd: ROOT })
  await rm(join(ROOT, '.esbuild-bench'), { recursive: true, force: true })
  const zips = (await readdir(packaged)).filter((name) => name.endsWith('.zip'))
  return Promise.all(
    zips.map(async (zip) => {
      const packed = await readFile(join(packaged, zip))
      const { file, code } = bundleIn(packed)
      return subject(basename(zip, '.zip'), join(folder, basename(file)), code, packed.length)
    }),
  )
}

const EMPTY = 'exports.handler = async () => ({})'
const SECRETS_MANAGER = `import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
  const client = new SecretsManagerClient({})
  const read = new GetSecretValueCommand({ SecretId: 'case-push/local/api-keys' })
  export const handler = async () => ({ statusCode: (await client.send(read)).SecretString === undefined ? 404 : 200 })`

/** A handler that does nothing, and one that reads a secret with the client as esbuild bundles it by itself. */
export async function comparisons(folder: string): Promise<[Subject, Subject]> {
  await mkdir(folder, { recursive: true })
  const { outputFiles } = await build({
    stdin: { contents: SECRETS_MANAGER, resolveDir: ROOT },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    write: false,
  })
  return [
    await subject('an empty handler', join(folder, 'empty.cjs'), EMPTY),
    await subject('the Secrets Manager client alone', join(folder, 'client.cjs'), outputFiles[0]?.text ?? ''),
  ]
}

async function subject(name: string, file: string, code: string, zipBytes?: number): Promise<Subject> {
  await writeFile(file, code)
  return { name, file, bytes: Buffer.byteLength(code), zipBytes }
}
