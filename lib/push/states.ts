// Which states of an incident mean that it is no longer open.
import type { Connector } from '../connectors/connector.ts'

/** Resolved, closed and canceled (servicenow-api.md §9): the states of an incident of the base system. */
export const CLOSED_STATES: readonly string[] = ['6', '7', '8']

/** The columns that tell whether an incident is open. */
export const STATE_COLUMNS: readonly string[] = ['state', 'active']

/**
 * The states in which a push opens another incident; undefined: it writes to the incident whatever its state. Every
 * task that is not active counts as closed besides.
 */
export function statesLeftOf({ whenClosed, table, closing }: Closable): readonly string[] | undefined {
  if (whenClosed === 'update') return undefined
  return [...(table === 'incident' ? CLOSED_STATES : []), ...(closing.state === undefined ? [] : [closing.state])]
}

type Closable = Pick<Connector, 'whenClosed' | 'table' | 'closing'>

/** A column that the user may not read says nothing. */
export function isClosed(
  statesLeft: readonly string[] = [],
  { state = '', active }: Readonly<Record<string, string>>,
): boolean {
  return active === 'false' || statesLeft.includes(state)
}
