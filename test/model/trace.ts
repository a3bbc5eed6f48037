// How a history of traces.test.ts is told as data: who pushes what, and which call meets which fault.
import type { Caller, Scenario } from './scenario.ts'
import type { Script } from './world.ts'

export type Trace = {
  number: number
  /** The promise kept. */
  name: string
  scenario: Scenario
  script: Script
  /** The incident with which a caller is answered. */
  incidents?: Record<string, string>
  /** Callers that rightly get no 200. */
  unanswered?: readonly string[]
  /** At most so many seconds until a caller's final answer. */
  within?: Record<string, number>
}

export { A, B, C } from './scenario.ts'
export type Rest = Partial<Caller>

export const push = (name: string, at: number, comments: Caller['comments'], rest: Rest = {}): Caller => ({
  name,
  at,
  title: 'one',
  version: 1000,
  comments,
  ...rest,
})
export const plain = (name: string, at: number, comments: Caller['comments'], rest: Rest = {}): Caller => ({
  name,
  at,
  title: 'one',
  comments,
  ...rest,
})
export const comment = (
  name: string,
  at: number,
  what: Caller['comments'][0],
  knows: string,
  rest: Rest = {},
): Caller => ({
  name,
  at,
  comments: [what],
  knows,
  ...rest,
})
export const newer: Rest = { title: 'two', version: 2000 }
export const scene = (callers: readonly Caller[], rest: Partial<Scenario> = {}): Scenario => ({
  name: 'trace',
  callers,
  ...rest,
})
export const after = (name: string): Rest => ({ after: name })
