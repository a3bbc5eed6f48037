// What stands on the stage of one run: the scenario, the two stores and the world around them.
import type { LedgerStore } from './model-ledger.ts'
import type { ServiceNow } from './model-servicenow.ts'
import type { Scenario } from './scenarios.ts'
import type { World } from './world.ts'

export type Stage = { world: World; scenario: Scenario; serviceNow: ServiceNow; ledger: LedgerStore }
