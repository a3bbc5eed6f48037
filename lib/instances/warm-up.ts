// What the first request needs, begun while Lambda still starts the function: the handlers say what that is.
import { settings } from '../settings.ts'

/**
 * Begins it, on Lambda alone: elsewhere the environment may still change after the import. If it fails, the first
 * request meets the same failure and says so.
 */
export function warmUp(begin: () => Promise<unknown>): void {
  if (isOnLambda()) begin().catch(() => undefined)
}

function isOnLambda(): boolean {
  try {
    return settings().isOnLambda
  } catch {
    return false // the first request says what is wrong
  }
}
