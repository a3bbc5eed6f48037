// The functions' artifacts: each holds one bundle, and equal code is packaged equally.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { bundleIn } from '../../scripts/artifact.ts'
import { copyService, SERVERLESS } from '../support/service-copy.ts'

/** What packaging leaves: of each artifact its one file, and a digest. */
async function packageIn(folder: string) {
  await promisify(execFile)(process.execPath, [SERVERLESS, 'package', '--stage', 'dev'], { cwd: folder })
  const zips = (await readdir(join(folder, '.serverless'))).filter((name) => name.endsWith('.zip'))
  return Promise.all(
    zips.sort().map(async (name) => {
      const zip = await readFile(join(folder, '.serverless', name))
      return { name, file: bundleIn(zip).file, digest: createHash('sha256').update(zip).digest('hex') }
    }),
  )
}

test('every function has an artifact with its handler alone; the same code gives the same bytes', async () => {
  const [one, other] = await Promise.all([copyService(), copyService()])
  try {
    const artifacts = await packageIn(one.folder)
    expect(artifacts).toHaveLength(7)
    expect(artifacts.find(({ name }) => name === 'executeQueued.zip')?.file).toBe('handlers/execute-queued.cjs')
    await sleep(2_000) // what ZIP calls a new time
    expect(await packageIn(other.folder)).toEqual(artifacts)
    expect(existsSync(join(one.folder, '.esbuild-dev'))).toBe(false)
  } finally {
    await Promise.all([one.remove(), other.remove()])
  }
})
