// The faults that are ordered, which request each of them strikes, and what is left of each.
import { stagingTableOf } from '../api/import-set-api.ts'
import { parseJson, type TableRequest } from '../api/table-request.ts'
import type { Fault, FaultRequest } from './kinds.ts'

type Target = NonNullable<FaultRequest['on']>

/** `left` counts down from `times`, `toSkip` from `skip`. */
export type FaultOrder = Required<FaultRequest> & { id: string; left: number; toSkip: number; isTakenBack: boolean }

/** A fault that strikes a request, and the order that it comes from. */
export type Strike = { order: string; fault: Fault }

export type Faults = {
  /** Returns the fault's id. */
  add: (request: FaultRequest) => string
  /** Takes one back; `false` if nothing of it is left. */
  remove: (id: string) => boolean
  /** Takes all back. */
  clear: () => void
  /** What is pending in the order of arrival, then the last that are spent or taken back, newest first. */
  list: () => { pending: FaultOrder[]; past: FaultOrder[] }
  /** The fault that strikes this request, which counts as one of its `times`. */
  take: (request: TableRequest) => Strike | undefined
}

const MAX_PAST = 20

export function createFaults(): Faults {
  let pending: FaultOrder[] = []
  let past: FaultOrder[] = []
  let count = 0
  const end = (ended: readonly FaultOrder[]): void => {
    pending = pending.filter((order) => !ended.includes(order))
    past = [...ended.toReversed(), ...past].slice(0, MAX_PAST)
  }
  const takeBack = (orders: readonly FaultOrder[]): void => {
    for (const order of orders) order.isTakenBack = true
    end(orders)
  }
  return {
    add: ({ on = {}, skip = 0, times = 1, fault }) => {
      count += 1
      const id = String(count)
      pending.push({ id, on, skip, times, fault, left: times, toSkip: skip, isTakenBack: false })
      return id
    },
    remove: (id) => {
      const found = pending.filter((order) => order.id === id)
      takeBack(found)
      return found.length > 0
    },
    clear: () => {
      takeBack(pending)
    },
    list: () => ({ pending: pending.map((order) => ({ ...order })), past: past.map((order) => ({ ...order })) }),
    take: (request) => {
      for (const order of pending.filter(({ on, fault }) => isStruck(on, request) && suits(fault, request))) {
        if (order.toSkip > 0) {
          order.toSkip -= 1
          continue
        }
        order.left -= 1
        if (order.left === 0) end([order])
        return { order: order.id, fault: order.fault }
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
