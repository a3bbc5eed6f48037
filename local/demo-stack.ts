// The demo's stack: free ports and a folder of its own, so that it runs beside `npm start` and leaves nothing behind.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startStack, type Stack } from './stack.ts'

export async function startDemoStack(signal: AbortSignal): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'case-push-demo-'))
  const removeFolder = () => rm(folder, { recursive: true, force: true })
  try {
    const stack = await startStack({
      ports: { api: 0, servicenow: 0, secrets: 0, dynamodb: 0, lambda: 0 },
      connectorsDir: join(folder, 'connectors'),
      dataDir: join(folder, 'data'),
      apiKeysFile: join(folder, 'api-keys.json'),
      signal,
    })
    let closed: Promise<void> | undefined
    return { ...stack, close: () => (closed ??= stack.close().finally(removeFolder)) }
  } catch (error) {
    await removeFolder()
    throw error
  }
}
