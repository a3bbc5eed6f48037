// What a configuration means as a whole, and what is wrong with it although each of its keys is right.
import type { Problem } from '../errors.ts'
import { isAllowed } from './allowed-hosts.ts'
import { valueMappingOf } from './columns-schema.ts'
import type { Config } from './config-schema.ts'
import type { Closing, Connector, Mapping, Source, ValueMapping } from './connector.ts'

/** What is wrong although each key by itself is right. */
export function problemsIn(config: Config, allowedHosts: readonly string[]): Problem[] {
  const problems: Problem[] = []
  if (!isAllowed(config.apiUrl, allowedHosts))
    problems.push({
      path: 'config.apiUrl',
      expected: 'must be an https URL without path, on a host that this deployment allows',
    })
  if (config.casesConfiguration && config.incidentConfiguration)
    problems.push({ path: 'config.casesConfiguration', expected: 'must not stand beside incidentConfiguration' })
  if (config.usesTableApi === false && config.table !== undefined)
    problems.push({ path: 'config.table', expected: 'must not be given where usesTableApi is false' })
  const mapping = mappingOf(config)
  if (mapping?.comments !== undefined && Object.hasOwn(config.defaults ?? {}, mapping.comments.target))
    problems.push({ path: 'config.defaults', expected: 'must not set the column that takes the comments' })
  for (const [part, name] of [
    ['severity', 'severityMapping'],
    ['status', 'statusMapping'],
  ] as const) {
    const taken = targetsBeside(mapping, part)
    const columns = Object.values(valueMappingsOf(config, mapping, 'incident')[part] ?? {}).flatMap(Object.keys)
    if (columns.some((column) => taken.has(column)))
      problems.push({
        path: `config.${name}`,
        expected: 'must not set a column that the mapping gives to another part',
      })
  }
  return problems
}

// A part that goes nowhere takes no column.
function targetsBeside(mapping: Mapping | undefined, part: Source): Set<string> {
  const others = Object.entries(mapping ?? {}).filter(
    ([source, { actionType }]) => source !== part && actionType !== 'nothing',
  )
  return new Set(others.map(([, { target }]) => target))
}

/** Which column takes which part of a case, where the configuration says so. */
export function mappingOf({ incidentConfiguration, casesConfiguration }: Config): Mapping | undefined {
  const entries = (incidentConfiguration ?? casesConfiguration)?.mapping
  return (
    entries && Object.fromEntries(entries.map(({ source, target, actionType }) => [source, { target, actionType }]))
  )
}

/** How columns take severity and status, where the configuration says so. */
export function valueMappingsOf(
  config: Config,
  mapping: Mapping | undefined,
  table: string,
): Connector['valueMappings'] {
  const { severityMapping, statusMapping } = config
  return {
    ...(severityMapping && { severity: valueMappingOf(severityMapping, mapping?.severity, 'severity') }),
    ...(statusMapping && { status: closable(valueMappingOf(statusMapping, mapping?.status, 'state'), config, table) }),
  }
}

// An incident that is resolved or closed without a code and notes is refused (servicenow-api.md §9).
function closable(words: ValueMapping, { closeCode, closeNotes }: Config, table: string): ValueMapping {
  const needed = { close_code: closeCode, close_notes: closeNotes }
  return Object.fromEntries(
    Object.entries(words).map(([word, columns]) => {
      const isClosing = table === 'incident' && ['6', '7'].includes(columns['state'] ?? '')
      return [word, isClosing ? { ...needed, ...columns } : columns]
    }),
  )
}

/** Closed in an incident of the base system; the numbers of other tables' states are their own. */
const INCIDENT_CLOSED = '7'

/** What closing an incident of this table writes. */
export function closingOf({ closeState, closeCode, closeNotes }: Config, table: string): Closing {
  return {
    state: closeState ?? (table === 'incident' ? INCIDENT_CLOSED : undefined),
    code: closeCode,
    notes: closeNotes,
  }
}
