// How busy this machine is. A process that lags holds calls back for longer than it means to, and a call of DynamoDB
// times out after 1.5 s: more load would only make more of these.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'

const MAX_UTILIZATION = 0.6
const MAX_LAG_MS = 60

const recent = monitorEventLoopDelay()
recent.enable()
let before = performance.eventLoopUtilization()
let longestMs = 0

/** Whether the time since the last call of this function was too busy for more load. */
export function wasTooBusy(): boolean {
  const { utilization } = performance.eventLoopUtilization(before)
  const lagMs = recent.percentile(90) / 1e6
  longestMs = longestLagMs()
  before = performance.eventLoopUtilization()
  recent.reset()
  return utilization > MAX_UTILIZATION || lagMs > MAX_LAG_MS
}

/** The longest time for which this process ever did not get to anything else. */
export function longestLagMs(): number {
  return Math.max(longestMs, Math.round(recent.max / 1e6))
}
