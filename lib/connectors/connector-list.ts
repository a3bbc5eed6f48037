// What find-connectors shows: the connectors of this deployment that a key reaches, in Elastic's shape
// (elastic-execute-api.md §7.1), never their secrets.
import { ListSecretsCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as v from 'valibot'
import { readSecret, secretsError } from '../aws/secrets.ts'
import { PushError } from '../errors.ts'
import { ConnectorId } from '../schema/identifiers.ts'
import { JsonText } from '../schema/json.ts'
import { errorFields, log } from '../telemetry.ts'
import { parseConnector } from './connector-schema.ts'

// Only what is named here is shown, whatever else a secret holds.
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
const MAX_READS = 10

/** Where the list comes from: secrets named `<prefix>/connectors/<id>`. */
export type ConnectorSource = { secrets: SecretsManagerClient; prefix: string; allowedHosts: readonly string[] }

/**
 * The connectors that the caller may use, sorted by id. A malformed one is left out and logged.
 * @param mayUse whether the caller's key reaches a connector; the secret of any other is not read
 * @throws PushError `credentials_unavailable`, `misconfigured` when Secrets Manager cannot be read
 */
export async function listConnectors(
  source: ConnectorSource,
  mayUse: (id: string) => boolean,
): Promise<ListedConnector[]> {
  const ids = (await connectorIds(source)).filter(mayUse).sort()
  const listed: ListedConnector[] = []
  for (let from = 0; from < ids.length; from += MAX_READS) {
    const batch = await Promise.all(ids.slice(from, from + MAX_READS).map((id) => listedConnector(id, source)))
    listed.push(...batch.filter((connector) => connector !== undefined))
  }
  return listed
}

async function connectorIds({ secrets, prefix }: ConnectorSource): Promise<string[]> {
  const namePrefix = `${prefix}/connectors/`
  const ids: string[] = []
  let NextToken: string | undefined
  do {
    const page = await secrets
      .send(new ListSecretsCommand({ Filters: [{ Key: 'name', Values: [namePrefix] }], NextToken }))
      .catch((error: unknown) => {
        throw secretsError(error)
      })
    // The filter matches prefixes of words and ignores case, so the names are compared again.
    const names = (page.SecretList ?? []).flatMap(({ Name }) =>
      Name?.startsWith(namePrefix) === true ? [Name.slice(namePrefix.length)] : [],
    )
    ids.push(...names.filter((id) => v.is(ConnectorId, id)))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return ids
}

async function listedConnector(
  id: string,
  { secrets, prefix, allowedHosts }: ConnectorSource,
): Promise<ListedConnector | undefined> {
  try {
    const secret = await readSecret(secrets, `${prefix}/connectors/${id}`, 'unknown_connector')
    parseConnector(id, secret, allowedHosts)
    const { name, config } = v.parse(v.pipe(JsonText, Shown), secret)
    return { id, actionTypeId: '.servicenow', name, config, isPreconfigured: false, referencedByCount: 0 }
  } catch (error) {
    if (!isAboutOneConnector(error)) throw error
    log('warn', 'connector left out', { connectorId: id, ...errorFields(error) })
    return undefined
  }
}

// Malformed, or deleted since it was listed: the other connectors can be used.
const isAboutOneConnector = (error: unknown) =>
  error instanceof PushError && (error.code === 'unknown_connector' || error.reason === 'connector')
