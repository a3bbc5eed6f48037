// What belongs to one invocation: the fields of its log lines, when it began, and how many calls it has made. Lambda
// runs one invocation at a time in a process; the embedded stack runs many, and they must not mix.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { LogFields } from './log-fields.ts'

type Invocation = { startedMs: number; calls: number; fields: LogFields }

const running = new AsyncLocalStorage<Invocation>()

/** Begins an invocation, for all that the caller does from now on: to be called in the first middleware of a chain. */
export function beginInvocation(): void {
  running.enterWith({ startedMs: performance.now(), calls: 0, fields: {} })
}

/** From now on every log line of this invocation holds these fields, too. */
export function addToLog(fields: LogFields): void {
  const invocation = running.getStore()
  if (invocation !== undefined) invocation.fields = { ...invocation.fields, ...fields }
}

/** What every log line of this invocation holds. */
export const fieldsSoFar = (): LogFields => running.getStore()?.fields ?? {}

/** Counts calls of ServiceNow. */
export function countCalls(calls: number): void {
  const invocation = running.getStore()
  if (invocation !== undefined) invocation.calls += calls
}

/** What this invocation has cost so far: calls of ServiceNow, and ms. */
export function spent(): { calls: number; durationMs: number } {
  const { calls, startedMs } = running.getStore() ?? { calls: 0, startedMs: performance.now() }
  return { calls, durationMs: Math.round(performance.now() - startedMs) }
}
