// The faults that are ordered, and which request each of them strikes.
import { stagingTableOf } from '../api/import-set-api.ts'
import { parseJson, type TableRequest } from '../api/table-request.ts'
import type { Fault, FaultRequest } from './kinds.ts'

type Target = NonNullable<FaultRequest['on']>

export type Faults = {
  /** Returns the fault's id. */
  add: (request: FaultRequest) => string
  clear: () => void
  /** The fault that strikes this request, which counts as one of its `times`. */
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
      for (const order of ordered.filter(({ on, fault }) => isStruck(on, request) && suits(fault, request))) {
        if (order.skip > 0) {
          order.skip -= 1
          continue
        }
        order.times -= 1
        if (order.times === 0) ordered = ordered.filter((other) => other !== order)
        return order.fault
      }
      return undefined
    },
  }
}

function isStruck({ method, table, path, field, query }: Target, request: TableRequest): boolean {
  if (method !== undefined && method !== request.method) return false
  if (table !== undefined && table !== request.table) return false
  if (path !== undefined && !request.path.includes(path)) return false
  if (query !== undefined && !request.query.includes(query)) return false
  return field === undefined || hasValue(request.body, field)
}

/** What only the Import Set API can answer strikes no other request. */
function suits({ kind }: Fault, { path }: TableRequest): boolean {
  return (kind !== 'import-error' && kind !== 'import-empty') || stagingTableOf(path) !== undefined
}

function hasValue(body: string | undefined, field: string): boolean {
  const value = parseJson(body ?? '')?.value
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, given]) => name === field && given !== '' && given !== null)
}
