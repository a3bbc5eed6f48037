// The connector `local` of a stack that is not on the usual ports: the same, but for the address of its ServiceNow.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HOST } from './ports.ts'

/** Writes `local.json` into a folder of its own, which it creates. */
export async function writeLocalConnector(connectorsDir: string, servicenowPort: number): Promise<void> {
  const connector = {
    name: 'ServiceNow on this machine',
    actionTypeId: '.servicenow',
    config: { apiUrl: `http://${HOST}:${servicenowPort}` },
    secrets: { username: 'case-push', password: 'local-password' },
  }
  await mkdir(connectorsDir, { recursive: true })
  await writeFile(join(connectorsDir, 'local.json'), `${JSON.stringify(connector, undefined, 2)}\n`)
}
