// The functions are built in the repository's own folder: whoever cannot write there is told so before anything runs.
import { accessSync, constants } from 'node:fs'

/** @throws Error, for people, if this user cannot write in the folder */
export function requireWritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK)
  } catch (cause) {
    throw new Error(`case-push builds its functions in ${folder}, where this user cannot write`, { cause })
  }
}
