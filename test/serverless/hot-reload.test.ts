// Hot reload of `serverless offline`: a change takes effect, one that does not compile leaves the last good code at
// work, and the next good one takes effect.
import { expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { reservePorts } from '../../local/ports.ts'
import { copyService, SERVERLESS } from '../support/service-copy.ts'

const LIMIT_MS = 40_000

test('the next request runs the new code', async () => {
  const { folder, remove } = await copyService()
  const { lambda, api } = await reservePorts({ lambda: 0, api: 0 }, { lambda: 'Lambda', api: 'the API' })
  const params = [`--param=lambdaPort=${String(lambda)}`, `--param=apiPort=${String(api)}`]
  const child = spawn(process.execPath, [SERVERLESS, 'offline', '--stage', 'local', ...params], {
    cwd: folder,
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const file = join(folder, 'lib/responses/response-body.ts')
  const source = await readFile(file, 'utf8')
  const save = (words: string) => writeFile(file, source.replace('error validating action params', words))
  const url = `http://127.0.0.1:${String(lambda)}/2015-03-31/functions/case-push-local-execute/invocations`
  const answer = () =>
    fetch(url, { method: 'POST', body: '{}' })
      .then((response) => response.text())
      .catch(() => '')
  const until = async (words: string) => {
    const giveUpMs = Date.now() + LIMIT_MS
    let text = ''
    while (!text.includes(words) && Date.now() < giveUpMs) {
      text = await answer()
      await sleep(100)
    }
    expect(text).toContain(words)
  }
  try {
    await until('error validating action params')
    await save('changed once')
    await until('changed once')
    await save("' does not compile")
    await sleep(3_000)
    expect(await answer()).toContain('changed once')
    await save('changed twice')
    await until('changed twice')
  } finally {
    child.kill()
    await ended
    await remove()
  }
}, 150_000)
