// Where a stack listens and keeps its data, by its first port: the usual one, or one beside it.
import { fileURLToPath } from 'node:url'
import type { StackOptions } from './stack.ts'

/** The first of five ports in a row: the API, ServiceNow, Secrets Manager with EventBridge, DynamoDB, Lambda. */
export const USUAL_PORT = 3000
/** So that the fifth is one, too. */
export const MOST_PORT = 65_535 - 4

/**
 * The ports and folders of a stack. On other ports than the usual ones it has data and connectors of its own, in
 * `.local/port-<port>/`, so that two stacks of one clone run side by side. The API keys are those of the clone.
 */
export function planPorts(port: number): Pick<StackOptions, 'ports' | 'dataDir' | 'connectorsDir'> {
  const ports = { api: port, servicenow: port + 1, secrets: port + 2, dynamodb: port + 3, lambda: port + 4 }
  if (port === USUAL_PORT) return { ports }
  const own = (folder: string) => fileURLToPath(new URL(`../.local/port-${port}/${folder}`, import.meta.url))
  return { ports, dataDir: own('data'), connectorsDir: own('connectors') }
}
