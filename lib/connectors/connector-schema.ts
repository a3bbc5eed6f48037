// What an operator stores: Elastic's create-connector body of any era as one secret (elastic-execute-api.md §3), parsed
// to one Connector.
import * as v from 'valibot'
import { PushError, type Problem } from '../errors.ts'
import { JsonText } from '../schema/json.ts'
import { isObject } from '../schema/objects.ts'
import { closedObject, problemsOf } from '../schema/problems.ts'
import { closingOf, mappingOf, problemsIn, valueMappingsOf } from './config-rules.ts'
import { Config, Present } from './config-schema.ts'
import type { Connector, ConnectorType, Login } from './connector.ts'
import { loginOf, loginSecrets } from './login-schema.ts'

const Type = v.picklist(['.servicenow', '.servicenow-sir'], 'must be ".servicenow" or ".servicenow-sir"')

const TABLES: Record<ConnectorType, string> = { '.servicenow': 'incident', '.servicenow-sir': 'sn_si_incident' }

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
 * @param allowedHosts where connectors may point, see isAllowed
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
