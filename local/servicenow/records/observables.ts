// The observables of a security incident: addresses, hashes and links, each of them once.
import { createSysId, type Instance } from './instance.ts'

export type Observable = { value: string; type: string }

export type StoredObservable = Observable & { sys_id: string; task: string }

/** Returns the record's own, in the order given: new ones, and those that it had already. */
export function addObservables(instance: Instance, task: string, given: readonly Observable[]): StoredObservable[] {
  const { observables } = instance.tables
  return given.map(({ value, type }) => {
    const known = observables.find((other) => other.task === task && other.value === value && other.type === type)
    if (known) return known
    const added = { sys_id: createSysId(), task, value, type }
    observables.push(added)
    return added
  })
}

export function observablesOf({ tables }: Instance, task: string): StoredObservable[] {
  return tables.observables.filter((observable) => observable.task === task)
}
