// The functions are built in the repository's own folder, and osls keeps a cache in the user's: whoever cannot write
// there is told so before anything runs.
import { accessSync, constants, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** @throws Error, for people, if this user cannot write in the folder */
export function requireWritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK)
  } catch (cause) {
    throw new Error(`case-push builds its functions in ${folder}, where this user cannot write`, { cause })
  }
}

/** @throws Error, for people, if osls cannot keep its cache in the home folder */
export function requireHome(): void {
  const cache = join(homedir(), '.serverless')
  try {
    mkdirSync(cache, { recursive: true })
    accessSync(cache, constants.W_OK)
  } catch (cause) {
    throw new Error(`osls keeps a cache in ${cache}, which cannot be written: set HOME to a folder that can`, { cause })
  }
}
