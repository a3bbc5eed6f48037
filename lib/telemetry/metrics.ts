// What is counted, as metrics of CloudWatch (embedded metric format, namespace `case-push`). Counts gather while an
// invocation runs, of which Lambda runs one at a time in a process, and are written once, at its end: one line for each
// set of dimensions. No value of a case is a dimension; docs/operations.md lists them all.
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { settings } from '../settings.ts'
import { countCalls } from './invocation.ts'

/** How a push came in. */
export type Door = 'http' | 'comment' | 'queue'

const { Count, Milliseconds, Seconds } = MetricUnit

/** Every metric and its unit. */
export const UNITS = {
  Pushes: Count,
  PushDuration: Milliseconds,
  PushCalls: Count,
  PushRetried: Count,
  PushWaited: Seconds,
  CommentsWritten: Count,
  DoubtsOpened: Count,
  DoubtsResolved: Count,
  ServiceNowCalls: Count,
  ServiceNowLatency: Milliseconds,
  SecretReads: Count,
  TokenRequests: Count,
  ColdStart: Count,
} as const
export type MetricName = keyof typeof UNITS

type Dimensions = Readonly<Record<string, string>>
type Gathered = { dimensions: Dimensions; values: Map<MetricName, number[]> }

/** A line holds no more values of a metric. At 100, Powertools writes it too early, and forgets its dimensions. */
const MAX_VALUES = 99

const gathered = new Map<string, Gathered>()
let isCold = true

/** Adds to a metric: a count to what was counted so far, a duration to the others. */
export function count(name: MetricName, dimensions: Dimensions, value = 1): void {
  if (name === 'ServiceNowCalls') countCalls(value)
  if (!hasMetrics()) return
  const key = JSON.stringify(dimensions)
  const line = gathered.get(key) ?? { dimensions, values: new Map<MetricName, number[]>() }
  gathered.set(key, line)
  const values = line.values.get(name) ?? []
  if (UNITS[name] === Count) line.values.set(name, [(values[0] ?? 0) + value])
  else line.values.set(name, [...values, value])
}

/** Writes what was counted, and the cold start with the first of it. */
export function flushMetrics(functionName: string): void {
  if (isCold) count('ColdStart', { function_name: functionName })
  isCold = false
  for (const { dimensions, values } of gathered.values()) {
    const longest = Math.max(...[...values.values()].map(({ length }) => length))
    for (let from = 0; from < longest; from += MAX_VALUES) {
      const metrics = new Metrics({ namespace: 'case-push', serviceName: serviceName() })
      metrics.addDimensions({ ...dimensions })
      for (const [name, all] of values)
        for (const value of all.slice(from, from + MAX_VALUES)) metrics.addMetric(name, UNITS[name], value)
      metrics.publishStoredMetrics()
    }
  }
  gathered.clear()
}

function serviceName(): string {
  try {
    return settings().serviceName
  } catch {
    return 'case-push'
  }
}

function hasMetrics(): boolean {
  try {
    return settings().hasMetrics
  } catch {
    return true
  }
}
