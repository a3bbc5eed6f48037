// What the embedded stack's Secrets Manager holds before anybody has changed it: one API key and one connector. They
// are written to files that git does not see, so a new key or connector changes nothing in the repository.
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HOST } from './ports.ts'

const inLocal = (path: string) => fileURLToPath(new URL(`../.local/${path}`, import.meta.url))

/** All API keys in one file. */
export const API_KEYS_FILE = inLocal('api-keys.json')
/** One `<connector id>.json` per connector. */
export const CONNECTORS_DIR = inLocal('connectors')

/** The key that `npm start` prints: `local:local` in base64, for every connector. Only its SHA-256 is stored. */
export const FIRST_KEYS = `{
  "local": { "hash": "25bf8e1a2393f1108d37029b3df5593236c755742ec93465bbafa9b290bddcf6", "connectors": ["*"] }
}
`

/** The connector `local`: the ServiceNow stand-in at this port. */
export function firstConnector(servicenowPort: number): string {
  const connector = {
    name: 'ServiceNow on this machine',
    actionTypeId: '.servicenow',
    config: { apiUrl: `http://${HOST}:${servicenowPort}` },
    secrets: { username: 'case-push', password: 'local-password' },
  }
  return `${JSON.stringify(connector, undefined, 2)}\n`
}

type Places = { apiKeysFile: string; connectorsDir: string; servicenowPort: number }

/** Writes the first key and the first connector where there are none. */
export async function writeFirstSecrets({ apiKeysFile, connectorsDir, servicenowPort }: Places): Promise<void> {
  await writeNew(apiKeysFile, FIRST_KEYS)
  await writeNew(join(connectorsDir, 'local.json'), firstConnector(servicenowPort))
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text, { flag: 'wx' })
  } catch (cause) {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'unknown error'
    const isThere = code === 'EEXIST' && existsSync(file)
    if (!isThere)
      throw new Error(`the stack keeps its keys and data in .local/: cannot write ${file} (${code})`, { cause })
  }
}
