// What all parts of a campaign share.
import type { Chance } from './chance.ts'
import type { Chronicle } from './chronicle.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { FarSide } from './far-side.ts'
import type { RequestQueue } from './queue.ts'
import type { Schedule } from './schedule.ts'

export type Stage = {
  chance: Chance
  schedule: Schedule
  chronicle: Chronicle
  farSide: FarSide
  /** The workers of the HTTP API, in a bad network. */
  api: Dispatcher
  /** A worker of the HTTP API that nothing happens to. */
  calm: Dispatcher
  queue: RequestQueue
  signal: AbortSignal
}
