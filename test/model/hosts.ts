// What processes remember from one push to the next: half of them are new, and half of those have never seen the
// journal keep a comment.
import { newHealth, type Health } from '../../lib/push/health.ts'
import { JOURNALS } from './model-servicenow.ts'
import { draw } from './random.ts'
import type { Process } from './scheduler.ts'
import type { Stage } from './stage.ts'

export type Host = {
  health: Health
  /** Columns in which it has seen a comment of its own, told apart from what the core believes. */
  seen: Set<string>
  processes: Process[]
  /** When ServiceNow last answered it with a create whose correlation id was dropped; true time. */
  lostCorrelationAt?: number
}

function createHost(seen: readonly string[]): Host {
  const health = newHealth()
  for (const column of seen) health.journalSeenAtMs.set(column, Infinity)
  return { health, seen: new Set(seen), processes: [] }
}

/** The host of a try; one that has died is replaced. */
export function hostOf({ world, scenario, serviceNow, hosts }: Stage, connectorId: string, process: Process): Host {
  const chance = draw(world.seed, `host ${process.name}`)
  const lives = scenario.isOneHost === true || chance > 0.5
  const key = `${connectorId} ${serviceNow.origin}`
  const known = lives ? hosts.get(key) : undefined
  const isGone = known === undefined || known.processes.some(({ isDead }) => isDead)
  const host = isGone ? createHost(!lives && chance > 0.25 ? JOURNALS : []) : known
  if (lives) hosts.set(key, host)
  host.processes.push(process)
  return host
}
