// The faults a test may order, and which request each of them strikes.
import * as v from 'valibot'
import { parseJson, type TableRequest } from './table-request.ts'

const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000))
const commit = v.exactOptional(v.boolean())

/** `commit`: the write is done first, whatever is seen of it. */
export const faultSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('status'),
    status: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
    /** JSON; without it the documented envelope, or a gateway's page for 502, 503 and 504. */
    body: v.exactOptional(v.unknown()),
    html: v.exactOptional(v.boolean()),
    headers: v.exactOptional(
      v.record(v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]+$/)), v.pipe(v.string(), v.regex(/^[\x20-\x7e]*$/))),
    ),
    commit,
  }),
  /** Without `retryAfter` (seconds): the semaphore queue's kind, no header at all. */
  v.strictObject({
    kind: v.literal('rate-limit'),
    retryAfter: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  v.strictObject({ kind: v.literal('accepted') }),
  v.strictObject({ kind: v.literal('hibernating') }),
  v.strictObject({ kind: v.literal('redirect') }),
  v.strictObject({ kind: v.literal('reset'), commit }),
  v.strictObject({ kind: v.literal('hang'), commit }),
  /** The client sees `answer` at once; the write is done later, its journal rows later still. */
  v.strictObject({
    kind: v.literal('late-commit'),
    delayMs: milliseconds,
    answer: v.picklist(['reset', 'hang']),
    journalDelayMs: v.exactOptional(milliseconds),
  }),
  v.strictObject({ kind: v.literal('mid-body'), commit }),
  v.strictObject({ kind: v.literal('broken-json'), commit }),
  v.strictObject({ kind: v.literal('no-result'), commit }),
  v.strictObject({ kind: v.literal('slow'), delayMs: milliseconds }),
  v.strictObject({ kind: v.literal('endless') }),
  v.strictObject({ kind: v.literal('close-idle') }),
])

export const faultRequestSchema = v.strictObject({
  on: v.exactOptional(
    v.strictObject({
      method: v.exactOptional(v.picklist(['POST', 'PATCH', 'PUT', 'GET', 'DELETE'])),
      table: v.exactOptional(v.string()),
      /** The JSON body carries a non-empty value for this column. */
      field: v.exactOptional(v.string()),
      /** A part of the decoded URL query. */
      query: v.exactOptional(v.string()),
    }),
  ),
  /** Matching requests that are let through first. */
  skip: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  times: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  fault: faultSchema,
})

export type Fault = v.InferOutput<typeof faultSchema>

export type FaultRequest = v.InferInput<typeof faultRequestSchema>

type Target = NonNullable<FaultRequest['on']>

export type Faults = {
  add: (request: FaultRequest) => string
  clear: () => void
  /** The fault that strikes this request; its count goes down by that. */
  take: (request: TableRequest) => Fault | undefined
}

export function createFaults(): Faults {
  let ordered: { id: string; on: Target; skip: number; times: number; fault: Fault }[] = []
  let count = 0
  return {
    add: ({ on = {}, skip = 0, times = 1, fault }) => {
      count += 1
      const id = String(count)
      ordered.push({ id, on, skip, times, fault })
      return id
    },
    clear: () => {
      ordered = []
    },
    take: (request) => {
      const active = ordered.filter(({ on }) => isStruck(on, request)).find((order) => order.skip-- <= 0)
      if (!active) return undefined
      active.times -= 1
      if (active.times === 0) ordered = ordered.filter((order) => order !== active)
      return active.fault
    },
  }
}

function isStruck({ method, table, field, query }: Target, request: TableRequest): boolean {
  if (method !== undefined && method !== request.method) return false
  if (table !== undefined && table !== request.table) return false
  if (query !== undefined && !request.query.includes(query)) return false
  return field === undefined || carries(request.body, field)
}

function carries(body: string | undefined, field: string): boolean {
  const value = parseJson(body ?? '')?.value
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, given]) => name === field && given !== '' && given !== null)
}
