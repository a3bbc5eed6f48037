// Sample data for the picture of the dashboard: six hours, in which ServiceNow does not answer for a while. The same
// line is the same in every run, for its name is the seed.
import { metricOf, queriedMetrics, queryOf, type Line } from './body.ts'

export type Series = { label: string; values: number[] }

const STEP_MS = 300_000
const STEPS = 72
const END = Date.parse('2026-03-02T12:00:00Z')
/** When each value was measured. */
export const TIMES = Array.from({ length: STEPS }, (_, at) => new Date(END - (STEPS - at) * STEP_MS))
const OUTAGE = { from: 58, to: 71 }

/** `usual` and, while ServiceNow is away, `away`: values within `spread` of them. What `drains` changes slowly. */
type Shape = { usual: number; away?: number; spread?: number; drains?: boolean }

const CODES: Record<string, Shape> = {
  ok: { usual: 14, away: 0 },
  servicenow_unavailable: { usual: 0, away: 11 },
  push_in_progress: { usual: 0.6, away: 2 },
  invalid_request: { usual: 0.5 },
}
const DOORS: Record<string, Shape> = { http: { usual: 310, away: 9000 }, queue: { usual: 420, away: 11_000 } }
const OPERATIONS: Record<string, Shape> = {
  create: { usual: 380, away: 8000 },
  update: { usual: 290, away: 7500 },
  list: { usual: 240, away: 7800 },
  journal: { usual: 160, away: 6900 },
}
const STATUSES: Record<string, Shape> = {
  none: { usual: 0.1, away: 9 },
  '5xx': { usual: 0.2, away: 14 },
  '429': { usual: 0.7 },
  '4xx': { usual: 0.4 },
}

/** The lines that a query finds, by the metric it reads. */
const FOUND: Record<string, Record<string, Shape>> = {
  Pushes: CODES,
  PushDuration: DOORS,
  PushCalls: { http: { usual: 1.6, away: 1.1, spread: 0.1 }, queue: { usual: 2.3, away: 1.2, spread: 0.1 } },
  ServiceNowCalls: STATUSES,
  ServiceNowLatency: OPERATIONS,
}

/** The lines that are one metric, by its name and label or by its name alone. */
const SHAPES: Record<string, Shape> = {
  CommentsWritten: { usual: 22, away: 0 },
  DoubtsOpened: { usual: 0.1, away: 6 },
  DoubtsResolved: { usual: 0.1, away: 3, drains: true },
  SecretReads: { usual: 2, spread: 0.2 },
  TokenRequests: { usual: 0.4, spread: 0.2 },
  Count: { usual: 24, away: 30 },
  '4xx': { usual: 1.2 },
  '5xx': { usual: 0.2, away: 12 },
  'Latency p50': { usual: 330, away: 8200 },
  'Latency p95': { usual: 900, away: 16_500 },
  'Latency p99': { usual: 1700, away: 21_000 },
  'IntegrationLatency functions p50': { usual: 310, away: 8100 },
  'IntegrationLatency functions p95': { usual: 860, away: 16_200 },
  'IntegrationLatency functions p99': { usual: 1600, away: 20_500 },
  KeysRefused: { usual: 0.12 },
  NumberOfMessagesSent: { usual: 8 },
  PushRetried: { usual: 0.3, away: 34 },
  PushWaited: { usual: 3, away: 2_100, drains: true },
  'ApproximateNumberOfMessagesVisible waiting': { usual: 0.8, away: 48, drains: true },
  'ApproximateNumberOfMessagesNotVisible in flight or put off': { usual: 1.2, away: 62, drains: true },
  ApproximateAgeOfOldestMessage: { usual: 4, away: 130, drains: true },
  RetryInvocationAttempts: { usual: 0.05 },
  'ColdStart execute': { usual: 0.15, away: 2 },
  'ColdStart executeQueued': { usual: 0.08, away: 1 },
  'ColdStart authorize': { usual: 0.1 },
}

/** What a line of a widget shows: several series if it is a query that finds several metrics. */
export function sampleSeries(line: Line): Series[] {
  const query = queryOf(line)
  if (query === undefined) {
    const { name, label } = metricOf(line)
    return [{ label, values: valuesOf(`${name} ${label}`, SHAPES[`${name} ${label}`] ?? SHAPES[name]) }]
  }
  const { expression, label = '' } = query
  const name = queriedMetrics(expression)[0]?.name ?? ''
  if (expression.startsWith('SUM(')) return [{ label, values: valuesOf(`${name} ${label}`, SHAPES[name]) }]
  return Object.entries(FOUND[name] ?? {}).map(([found, shape]) => {
    const factor = label === 'p95' ? 2.4 : 1
    const values = valuesOf(expression + found, shape)
    return { label: [found, label].join(' ').trim(), values: values.map((value) => value * factor) }
  })
}

function valuesOf(
  seed: string,
  { usual, away = usual, spread = 0.35, drains = false }: Shape = { usual: 0 },
): number[] {
  const random = randomFrom(seed)
  const isCount = Math.max(usual, away) < 100
  let level = usual
  return TIMES.map((_time, at) => {
    const isAway = at >= OUTAGE.from && at < OUTAGE.to
    const target = isAway ? away : usual
    level = drains ? level + (target - level) * 0.22 : target
    const value = level * (1 + spread * (random() * 2 - 1))
    return isCount && spread > 0.1 ? Math.floor(value + random()) : value
  })
}

/** Numbers from 0 to 1, always the same for a seed (Mulberry32 over an FNV-1a hash). */
function randomFrom(seed: string): () => number {
  let state = 0x811c9dc5
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The alarms that are in alarm at the end of the six hours. */
export const IN_ALARM = ['servicenow-unavailable', 'server-errors', 'latency', 'waiting']
