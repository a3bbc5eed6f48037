// What stands on the stage of one run: the scenario, the stores, the world around them; and who sends what on it.
import type { Connector } from '../../lib/connectors/connector.ts'
import type { Host } from './hosts.ts'
import type { LedgerStore } from './model-ledger.ts'
import type { Database, ServiceNow } from './model-servicenow.ts'
import type { Scenario } from './scenario.ts'
import type { Process } from './scheduler.ts'
import type { World } from './world.ts'

export type Stage = {
  world: World
  scenario: Scenario
  ledger: LedgerStore
  /** The instance that the connectors name now. */
  serviceNow: ServiceNow
  /** All instances that a connector has named, in that order. */
  visited: ServiceNow[]
  /** The column that the connectors' mapping names for comments now. */
  journalColumn: string
  /** Processes that live on from push to push, by connector and instance. */
  hosts: Map<string, Host>
  /** The incidents with which callers were answered, by the callers' names. */
  answered: Map<string, string>
  /** By case, where its pushes went that took the lease, in that order, without repetitions side by side. */
  turns: Map<string, Database[]>
}

/** One try of a push: its process, and what its connector named when it began. */
export type Sender = {
  process: Process
  host: Host
  connector: Connector
  /** Of the case in the ledger; that of a comment by incident is the one that it acquires. */
  key: string
  /** The incident that it knows, and not its case. */
  knows: string | undefined
  /** A case of its connector had claimed that incident when it began. */
  wasClaimed: boolean
  /** Its name in the ledger. */
  owner?: string
  startedAt: number
  serviceNow: ServiceNow
  hasWritten: boolean
  /** The comments that it has sent. */
  sent: string[]
  /** It does not know whether a create of its own was done. */
  isUnclear: boolean
  /** ServiceNow has answered a create without the correlation id that was sent. */
  hasLostCorrelation: boolean
}

/** Every database of the stage, once. */
export const databasesOf = ({ visited }: Stage): Set<Database> => new Set(visited.map(({ database }) => database))

/** The keys of the cases that have claimed an incident, at any address of its database. */
export function ownersOf({ ledger, visited }: Stage, database: Database, id: string): Set<string> {
  const addresses = visited.filter((instance) => instance.database === database).map(({ origin }) => origin)
  const owners = addresses.map((origin) => ledger.claims.get(`${origin} ${id}`))
  return new Set(owners.filter((owner) => owner !== undefined))
}
