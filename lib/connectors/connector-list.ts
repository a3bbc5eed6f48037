// What find-connectors shows: the connectors of this deployment that a key reaches, in Elastic's shape
// (elastic-execute-api.md §7.1), never their secrets.
import { ListSecretsCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as v from 'valibot'
import { readSecret, secretsError } from '../aws/secrets.ts'
import { parseConnector } from './connector-schema.ts'
import { PushError } from '../errors.ts'
import { ConnectorId } from '../schema/identifiers.ts'
import { JsonText } from '../schema/json.ts'
import { errorFields, log } from '../telemetry.ts'

// Closed from the other side: only what is named here is shown, whatever else a secret may hold.
const Shown = v.object({
  name: v.string(),
  config: v.object({
    apiUrl: v.string(),
    incidentConfiguration: v.optional(v.unknown()),
    isCaseOwned: v.optional(v.unknown()),
    usesTableApi: v.optional(v.unknown()),
    isOAuth: v.optional(v.unknown()),
    clientId: v.optional(v.unknown()),
    jwtKeyId: v.optional(v.unknown()),
    userIdentifierValue: v.optional(v.unknown()),
  }),
})

export type ListedConnector = {
  id: string
  actionTypeId: '.servicenow'
  name: string
  config: v.InferOutput<typeof Shown>['config']
  isPreconfigured: false
  referencedByCount: 0
}

/** At most this many secrets are read at once. */
const AT_ONCE = 10

/** Where the list comes from: secrets named `<prefix>/connectors/<id>`. */
export type ConnectorSource = { secrets: SecretsManagerClient; prefix: string; allowedHosts: readonly string[] }

/**
 * The connectors that may be used, sorted by id. A malformed one is left out and logged.
 * @param mayUse whether the caller's key reaches a connector; the secret of any other is not even read
 * @throws PushError `credentials_unavailable`, `misconfigured` when Secrets Manager cannot be asked
 */
export async function listConnectors(
  source: ConnectorSource,
  mayUse: (id: string) => boolean,
): Promise<ListedConnector[]> {
  const ids = (await connectorIds(source)).filter(mayUse).sort()
  const listed: ListedConnector[] = []
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = await Promise.all(ids.slice(from, from + AT_ONCE).map((id) => listedAs(id, source)))
    listed.push(...some.filter((connector) => connector !== undefined))
  }
  return listed
}

async function connectorIds({ secrets, prefix }: ConnectorSource): Promise<string[]> {
  const before = `${prefix}/connectors/`
  const ids: string[] = []
  let NextToken: string | undefined
  do {
    const page = await secrets
      .send(new ListSecretsCommand({ Filters: [{ Key: 'name', Values: [before] }], NextToken }))
      .catch((error: unknown) => {
        throw secretsError(error)
      })
    // The filter is a prefix of words and ignores case: what is listed is compared again.
    const names = (page.SecretList ?? []).flatMap(({ Name }) =>
      Name?.startsWith(before) === true ? [Name.slice(before.length)] : [],
    )
    ids.push(...names.filter((id) => v.is(ConnectorId, id)))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return ids
}

async function listedAs(
  id: string,
  { secrets, prefix, allowedHosts }: ConnectorSource,
): Promise<ListedConnector | undefined> {
  try {
    const secret = await readSecret(secrets, `${prefix}/connectors/${id}`, 'unknown_connector')
    parseConnector(id, secret, allowedHosts)
    const { name, config } = v.parse(v.pipe(JsonText, Shown), secret)
    return { id, actionTypeId: '.servicenow', name, config, isPreconfigured: false, referencedByCount: 0 }
  } catch (error) {
    if (!isOfOne(error)) throw error
    log('warn', 'connector left out', { connectorId: id, ...errorFields(error) })
    return undefined
  }
}

// Malformed, or deleted since it was listed: the others are as good as before.
const isOfOne = (error: unknown) =>
  error instanceof PushError && (error.code === 'unknown_connector' || error.reason === 'connector')
