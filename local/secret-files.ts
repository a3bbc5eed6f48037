// Which file holds which secret: each connector has a file in the connectors' directory, the API keys share one file.
// Every lookup reads the file again, so an edit takes effect at once.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FIRST_KEYS, firstConnector } from './first-secrets.ts'

export type SecretFiles = {
  /** The secret's text, or `undefined` if there is no secret of that name. */
  read(name: string): Promise<string | undefined>
  /** Stores a connector, perhaps a new one. @returns whether it is a connector's name */
  write(name: string, text: string): Promise<boolean>
  /** The names of all secrets, sorted. */
  list(): Promise<string[]>
}

const PREFIX = 'case-push/local'
const API_KEYS = `${PREFIX}/api-keys`
const CONNECTORS = `${PREFIX}/connectors/`
const USUAL_SERVICENOW_PORT = 3001
const CONNECTOR_FILE = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,63})\.json$/

/** Where there is no file or folder, the first key or the first connector is read, and nothing can be written. */
export type Places = { connectorsDir?: string | undefined; apiKeysFile?: string | undefined }

type Reader = () => string | Promise<string>

export function openSecretFiles({ connectorsDir, apiKeysFile }: Places): SecretFiles {
  // A name is looked up among the existing files, and becomes part of a path only in the form of an id: no `../` leads
  // out.
  const readers = async (): Promise<Map<string, Reader>> => {
    const found = new Map<string, Reader>([
      [API_KEYS, () => (apiKeysFile === undefined ? FIRST_KEYS : readFile(apiKeysFile, 'utf8'))],
    ])
    if (connectorsDir === undefined) return found.set(`${CONNECTORS}local`, () => firstConnector(USUAL_SERVICENOW_PORT))
    for (const file of (await readdir(connectorsDir)).sort()) {
      const id = CONNECTOR_FILE.exec(file)?.[1]
      if (id !== undefined) found.set(`${CONNECTORS}${id}`, () => readFile(join(connectorsDir, file), 'utf8'))
    }
    return found
  }
  return {
    read: async (name) => (await readers()).get(name)?.(),
    write: async (name, text) => {
      const file = `${name.slice(CONNECTORS.length)}.json`
      if (connectorsDir === undefined || !name.startsWith(CONNECTORS) || !CONNECTOR_FILE.test(file)) return false
      await writeFile(join(connectorsDir, file), text)
      return true
    },
    list: async () => [...(await readers()).keys()],
  }
}
