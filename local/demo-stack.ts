// The demo's stack: free ports and a folder of its own, so that it runs beside `npm start` and leaves nothing behind.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reservePorts } from './ports.ts'
import { startStack, type Stack } from './stack.ts'

export async function startDemoStack(signal: AbortSignal): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'case-push-demo-'))
  const removeFolder = () => rm(folder, { recursive: true, force: true })
  try {
    const { servicenow } = await reservePorts({ servicenow: 0 }, { servicenow: 'ServiceNow' })
    const connectorsDir = await writeConnector(folder, servicenow)
    const ports = { api: 0, servicenow, secrets: 0, dynamodb: 0, lambda: 0 }
    const stack = await startStack({ ports, connectorsDir, dataDir: join(folder, 'data'), quiet: true, signal })
    let closed: Promise<void> | undefined
    return { ...stack, close: () => (closed ??= stack.close().finally(removeFolder)) }
  } catch (error) {
    await removeFolder()
    throw error
  }
}

async function writeConnector(folder: string, servicenowPort: number): Promise<string> {
  const connectorsDir = join(folder, 'connectors')
  await mkdir(connectorsDir)
  await writeFile(
    join(connectorsDir, 'local.json'),
    JSON.stringify({
      name: 'ServiceNow of the demo',
      actionTypeId: '.servicenow',
      config: { apiUrl: `http://127.0.0.1:${servicenowPort}` },
      secrets: { username: 'case-push', password: 'local-password' },
    }),
  )
  return connectorsDir
}
