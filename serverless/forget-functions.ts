// Hot reload of `serverless offline`, whose functions run in its own process: after each build the functions that Node
// has loaded from the folder of the builds are forgotten, and the next request loads the new ones.
import { createRequire } from 'node:module'
import { sep } from 'node:path'

/** @param folder into which the functions are built, by its name */
export function forgetFunctions(folder: string): void {
  const { cache } = createRequire(import.meta.url)
  for (const file of Object.keys(cache)) if (file.includes(`${sep}${folder}${sep}`)) Reflect.deleteProperty(cache, file)
}
