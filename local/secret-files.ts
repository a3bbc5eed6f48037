// Which file holds which secret: each connector has a file in the connectors' directory, the API keys share one file.
// Every lookup reads the file again, so an edit takes effect at once.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type SecretFiles = {
  /** The secret's text, or `undefined` if there is no secret of that name. */
  read(name: string): Promise<string | undefined>
  /** Stores a connector, perhaps a new one. @returns whether it is a connector's name */
  write(name: string, text: string): Promise<boolean>
  /** The names of all secrets, sorted. */
  list(): Promise<string[]>
}

const PREFIX = 'case-push/local'
const CONNECTORS = `${PREFIX}/connectors/`
const CONNECTOR_FILE = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,63})\.json$/

export function openSecretFiles(connectorsDir: string, apiKeysFile: string): SecretFiles {
  // A name is looked up among the existing files, and becomes part of a path only in the form of an id: no `../` leads
  // out.
  const files = async (): Promise<Map<string, string>> => {
    const found = new Map([[`${PREFIX}/api-keys`, apiKeysFile]])
    for (const file of (await readdir(connectorsDir)).sort()) {
      const id = CONNECTOR_FILE.exec(file)?.[1]
      if (id !== undefined) found.set(`${CONNECTORS}${id}`, join(connectorsDir, file))
    }
    return found
  }
  return {
    read: async (name) => {
      const file = (await files()).get(name)
      return file === undefined ? undefined : readFile(file, 'utf8')
    },
    write: async (name, text) => {
      const file = `${name.slice(CONNECTORS.length)}.json`
      if (!name.startsWith(CONNECTORS) || !CONNECTOR_FILE.test(file)) return false
      await writeFile(join(connectorsDir, file), text)
      return true
    },
    list: async () => [...(await files()).keys()],
  }
}
