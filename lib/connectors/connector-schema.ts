// What an operator stores: Elastic's create-connector body of any era as one secret (elastic-execute-api.md §3), parsed
// to one Connector.
import * as v from 'valibot'
import { PushError, type Problem } from '../errors.ts'
import { JsonText } from '../schema/json.ts'
import { isObject } from '../schema/objects.ts'
import { closedObject, problemsOf } from '../schema/problems.ts'
import { isAllowed } from './allowed-hosts.ts'
import type { Connector, Mapping } from './connector.ts'
import { MappingEntries } from './mapping-schema.ts'

const Present = v.pipe(v.string(), v.nonEmpty('must not be empty'))

const Unsupported = v.nullish(v.null('is not supported: this connector uses basic authentication'))

const Type = v.literal('.servicenow', 'must be ".servicenow"')

const members = {
  name: Present,
  config: closedObject({
    apiUrl: v.string(),
    incidentConfiguration: v.nullish(closedObject({ mapping: MappingEntries })),
    isCaseOwned: v.nullish(v.boolean()),
    usesTableApi: v.nullish(v.literal(true, 'must be true: the Table API is the only one used')),
    isOAuth: v.nullish(v.literal(false, 'must be false: this connector uses basic authentication')),
    clientId: Unsupported,
    jwtKeyId: Unsupported,
    userIdentifierValue: Unsupported,
  }),
  secrets: closedObject({
    // A colon would end the name (RFC 7617).
    username: v.pipe(
      Present,
      v.check((name) => !/[:\p{Cc}]/u.test(name), 'must not hold ":" or control characters'),
    ),
    password: Present,
    clientSecret: Unsupported,
    privateKey: Unsupported,
    privateKeyPassword: Unsupported,
  }),
}

/** What Kibana before 7.13 takes and shows. */
const OlderConnector = v.object(
  { ...members, actionTypeId: Type },
  // Valibot's word for a missing key is the key.
  ({ expected, message }) =>
    expected === '"actionTypeId"' ? 'is required, or connector_type_id in its place' : message,
)
const NewerConnector = v.object({ ...members, connector_type_id: Type, actionTypeId: v.optional(Type) })

// What else stands beside these keys (an id, is_preconfigured, is_missing_secrets, ...) says nothing about a push.
const StoredConnector = v.lazy((stored) =>
  isObject(stored) && Object.hasOwn(stored, 'connector_type_id') ? NewerConnector : OlderConnector,
)

/**
 * Parses a connector's secret.
 * @param id the connector's id, from the URL or event
 * @param secret the secret's JSON text
 * @param allowedHosts where connectors may point, see {@link isAllowed}
 * @throws PushError `misconfigured` with every offending path of the secret
 */
export function parseConnector(id: string, secret: string, allowedHosts: readonly string[]): Connector {
  const result = v.safeParse(v.pipe(JsonText, StoredConnector), secret, { abortPipeEarly: true })
  if (!result.success) throw misconfigured(problemsOf(result.issues, '', '(secret)'))
  const { name, config, secrets } = result.output
  if (!isAllowed(config.apiUrl, allowedHosts)) {
    throw misconfigured([
      { path: 'config.apiUrl', expected: 'must be an https URL without path, on a host that this deployment allows' },
    ])
  }
  return {
    id,
    name,
    apiUrl: new URL(config.apiUrl).origin,
    mapping: mappingOf(config.incidentConfiguration?.mapping),
    credentials: { username: secrets.username, password: secrets.password },
  }
}

const misconfigured = (problems: Problem[]) => new PushError('misconfigured', { reason: 'connector', problems })

function mappingOf(entries: v.InferOutput<typeof MappingEntries> | undefined): Mapping | undefined {
  return (
    entries && Object.fromEntries(entries.map(({ source, target, actionType }) => [source, { target, actionType }]))
  )
}
