// What an operator stores: Elastic's create-connector body of any era as one secret (elastic-execute-api.md §3), parsed
// to one Connector.
import * as v from 'valibot'
import { PushError, type Problem } from '../errors.ts'
import { TableName } from '../schema/identifiers.ts'
import { JsonText } from '../schema/json.ts'
import { isObject } from '../schema/objects.ts'
import { closedObject, problemsOf } from '../schema/problems.ts'
import { isAllowed } from './allowed-hosts.ts'
import { AllowedFields, Defaults, SeverityMapping, StatusMapping, valueMappingOf } from './columns-schema.ts'
import type { Closing, Connector, ConnectorType, Login, Mapping, Source, ValueMapping } from './connector.ts'
import { loginConfig, loginOf, loginSecrets } from './login-schema.ts'
import { MappingEntries } from './mapping-schema.ts'

const Present = v.pipe(v.string(), v.nonEmpty('must not be empty'))

const Type = v.picklist(['.servicenow', '.servicenow-sir'], 'must be ".servicenow" or ".servicenow-sir"')

const TABLES: Record<ConnectorType, string> = { '.servicenow': 'incident', '.servicenow-sir': 'sn_si_incident' }

const Table = v.pipe(
  TableName,
  v.check((name) => !name.startsWith('sys_'), 'must be a table that extends task'),
)

const Configuration = v.nullish(closedObject({ mapping: MappingEntries }))
const Short = v.pipe(Present, v.maxLength(40, 'must have at most 40 characters'))
const Long = v.pipe(Present, v.maxLength(4_000, 'must have at most 4000 characters'))

const Config = closedObject({
  apiUrl: v.string(),
  ...loginConfig,
  usesTableApi: v.nullish(v.boolean()),
  // The same under the names of 7.7 and of 7.9. `isCaseOwned` says which connectors Kibana's Cases list.
  casesConfiguration: Configuration,
  incidentConfiguration: Configuration,
  isCaseOwned: v.nullish(v.boolean()),
  table: v.optional(Table),
  defaults: v.optional(Defaults),
  allowedFields: v.optional(AllowedFields),
  severityMapping: v.optional(SeverityMapping),
  statusMapping: v.optional(StatusMapping),
  comments: v.optional(v.picklist(['separate', 'merged'], 'must be separate or merged'), 'separate'),
  whenClosed: v.optional(v.picklist(['update', 'create'], 'must be update or create'), 'update'),
  closeState: v.optional(Short),
  closeCode: v.optional(Short, 'Closed/Resolved by Caller'),
  closeNotes: v.optional(Long, 'Closed by Caller'),
})
type Config = v.InferOutput<typeof Config>

/** The keys of a connector's configuration, none of which is a secret. */
export const CONFIG_KEYS: ReadonlySet<string> = new Set(Object.keys(Config.entries))

// What each era of Kibana shows of a connector besides, which says nothing about a push.
const SHOWN_BY_KIBANA = [
  ...['id', 'isPreconfigured', 'is_preconfigured', 'isDeprecated', 'is_deprecated', 'isMissingSecrets'],
  ...['is_missing_secrets', 'isSystemAction', 'is_system_action', 'isConnectorTypeDeprecated'],
  ...['is_connector_type_deprecated', 'referencedByCount', 'referenced_by_count', 'version'],
] as const

const members = {
  ...(Object.fromEntries(SHOWN_BY_KIBANA.map((name) => [name, v.optional(v.unknown())])) as Record<
    (typeof SHOWN_BY_KIBANA)[number],
    v.OptionalSchema<v.UnknownSchema, undefined>
  >),
  name: Present,
  config: Config,
  secrets: closedObject(loginSecrets),
}

/** What Kibana before 7.13 takes and shows. */
const OlderConnector = closedObject({ ...members, actionTypeId: Type })
const NewerConnector = closedObject({ ...members, connector_type_id: Type, actionTypeId: v.optional(Type) })

const StoredConnector = v.lazy((stored) =>
  isObject(stored) && Object.hasOwn(stored, 'connector_type_id') ? NewerConnector : OlderConnector,
)

type Stored = v.InferOutput<typeof OlderConnector> | v.InferOutput<typeof NewerConnector>

/**
 * Parses a connector's secret.
 * @param id the connector's id, from the URL or event
 * @param secret the secret's JSON text
 * @param allowedHosts where connectors may point, see {@link isAllowed}
 * @throws PushError `misconfigured` with every offending path of the secret
 */
export function parseConnector(id: string, secret: string, allowedHosts: readonly string[]): Connector {
  const result = v.safeParse(v.pipe(JsonText, StoredConnector), secret, { abortPipeEarly: true })
  if (!result.success) throw misconfigured(problemsOf(result.issues, '', '(secret)').map(withEitherType))
  const stored = result.output
  const login = loginOf(stored.config, stored.secrets)
  const problems = [...problemsIn(stored.config, allowedHosts), ...('problems' in login ? login.problems : [])]
  if (problems.length > 0 || 'problems' in login) throw misconfigured(problems)
  return connectorFrom(id, stored, login.login)
}

function connectorFrom(id: string, stored: Stored, login: Login): Connector {
  const { name, config } = stored
  const type = 'connector_type_id' in stored ? stored.connector_type_id : stored.actionTypeId
  const table = config.table ?? TABLES[type]
  const mapping = mappingOf(config)
  return {
    id,
    name,
    type,
    apiUrl: new URL(config.apiUrl).origin,
    table,
    usesTableApi: config.usesTableApi ?? true,
    login,
    mapping,
    valueMappings: valueMappingsOf(config, mapping, table),
    defaults: config.defaults ?? {},
    allowedFields: config.allowedFields && new Set(config.allowedFields),
    comments: config.comments,
    whenClosed: config.whenClosed,
    closing: closingOf(config, table),
  }
}

const misconfigured = (problems: Problem[]) => new PushError('misconfigured', { reason: 'connector', problems })

const withEitherType = ({ path, expected }: Problem): Problem =>
  path === 'actionTypeId' && expected === 'is required'
    ? { path, expected: 'is required, or connector_type_id in its place' }
    : { path, expected }

/** What is wrong although each key by itself is right. */
function problemsIn(config: Config, allowedHosts: readonly string[]): Problem[] {
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

function mappingOf({ incidentConfiguration, casesConfiguration }: Config): Mapping | undefined {
  const entries = (incidentConfiguration ?? casesConfiguration)?.mapping
  return (
    entries && Object.fromEntries(entries.map(({ source, target, actionType }) => [source, { target, actionType }]))
  )
}

function valueMappingsOf(config: Config, mapping: Mapping | undefined, table: string): Connector['valueMappings'] {
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

function closingOf({ closeState, closeCode, closeNotes }: Config, table: string): Closing {
  return {
    state: closeState ?? (table === 'incident' ? INCIDENT_CLOSED : undefined),
    code: closeCode,
    notes: closeNotes,
  }
}
