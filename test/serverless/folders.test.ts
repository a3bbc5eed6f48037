// A folder that cannot be written is named before anything is built. (A file in its place stops the superuser, too.)
import { expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { copyService, SERVERLESS } from '../support/service-copy.ts'

test('a home folder that cannot be written is named in one sentence', async () => {
  const { folder, remove } = await copyService()
  const home = join(folder, 'home')
  await writeFile(home, '')
  const failed = await promisify(execFile)(process.execPath, [SERVERLESS, 'package'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: home },
  }).catch((error: unknown) => error as { code: number; stdout: string })
  await remove()
  expect(failed).toMatchObject({ code: 1 })
  const [, error] = /Error:\n([^]*)/.exec(failed.stdout) ?? []
  expect(error?.trim()).toBe(
    `osls keeps a cache in ${home}/.serverless, which cannot be written: set HOME to a folder that can`,
  )
})
