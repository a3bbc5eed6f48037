// What a scenario is: who pushes which case and when, and what others do meanwhile.
import type { Mapping } from '../../lib/connectors/connector.ts'
import type { Stage } from './stage.ts'

/** How a caller takes an error: waits as told, always 10 s, always 180 s, or never comes back. */
export type Manner = 'patient' | 'eager' | 'queue' | 'quits'

/** When something happens: `at` seconds after the start, or after the end of what is named. */
export type When = { after?: string; at: number }

export type Caller = When & {
  name: string
  /** Absent: it pushes no fields, but one comment by the incident that it `knows`. */
  title?: string
  /** Empty: the case cleared it. */
  description?: string
  impact?: string
  version?: number
  /** One that has the id '' is known by its text. */
  comments: readonly (readonly [id: string, text: string])[]
  /** An incident's id, or the live one of the case. */
  externalId?: string
  /** It knows an incident and not its case: by its id, the live one, or the one that this other caller was answered. */
  knows?: string
  manner?: Manner
  /** Another connector than the others' of this deployment. */
  connector?: string
  /** Another case than the others'. */
  case?: string
}

export type Event = When & { name: string; does: (stage: Stage) => void }

export type Scenario = {
  name: string
  callers: readonly Caller[]
  events?: readonly Event[]
  /** Incidents that are there before. */
  before?: (stage: Stage) => void
  mapping?: Mapping
  /** The request does not identify its case: the door's key does. */
  isAnonymous?: boolean
  /** Seconds from the start of a push to its deadline. */
  deadline?: number
  /** Every title goes behind the ones before. */
  isAppending?: boolean
  /** A case leaves an incident that was closed. */
  leavesClosed?: boolean
  /** Comments that are written at once share an entry. */
  isMerging?: boolean
  /** Writes are imports, which never make a second incident of one correlation id. */
  isImporting?: boolean
  /** One process runs every push, and has not seen a journal keep a comment when it begins. */
  isOneHost?: boolean
}

export const A = ['c1', 'first'] as const
export const B = ['c2', 'second'] as const
export const C = ['c3', 'third'] as const
export const v1 = { title: 'one', description: 'long', impact: '1', version: 1000 }
export const v2 = { title: 'two', description: 'longer', version: 2000 }
export const v3 = { title: 'three', description: '', impact: '3', version: 3000 }
