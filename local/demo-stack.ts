// The demo's stack: free ports and a folder of its own, so that it runs beside `npm start` and leaves nothing behind.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeLocalConnector } from './connector-file.ts'
import { reservePorts } from './ports.ts'
import { startStack, type Stack } from './stack.ts'

export async function startDemoStack(signal: AbortSignal): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'case-push-demo-'))
  const removeFolder = () => rm(folder, { recursive: true, force: true })
  try {
    const { servicenow } = await reservePorts({ servicenow: 0 }, { servicenow: 'ServiceNow' })
    const connectorsDir = join(folder, 'connectors')
    await writeLocalConnector(connectorsDir, servicenow)
    const ports = { api: 0, servicenow, secrets: 0, dynamodb: 0, lambda: 0 }
    const stack = await startStack({ ports, connectorsDir, dataDir: join(folder, 'data'), signal })
    let closed: Promise<void> | undefined
    return { ...stack, close: () => (closed ??= stack.close().finally(removeFolder)) }
  } catch (error) {
    await removeFolder()
    throw error
  }
}
