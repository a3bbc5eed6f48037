// What may be seen of a connector, in the shapes of Elastic's get-connector answers (elastic-execute-api.md §3): its
// configuration as it is stored, never its secrets.
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as v from 'valibot'
import { readSecret } from '../aws/secrets.ts'
import { JsonText } from '../schema/json.ts'
import { AnyObject } from '../schema/objects.ts'
import { CONFIG_KEYS } from './config-schema.ts'
import { parseConnector } from './connector-schema.ts'
import type { ConnectorType } from './connector.ts'

/** Where connectors are: secrets named `<prefix>/connectors/<id>`. */
export type ConnectorSource = { secrets: SecretsManagerClient; prefix: string; allowedHosts: readonly string[] }

/** A connector without its secrets. */
export type ShownConnector = { id: string; type: ConnectorType; name: string; config: Record<string, unknown> }

const Stored = v.pipe(JsonText, v.object({ config: AnyObject }))

/**
 * Reads a connector's secret and keeps what may be seen of it.
 * @throws PushError `unknown_connector`, `misconfigured` for a malformed one too, `credentials_unavailable`
 */
export async function readShown(
  id: string,
  { secrets, prefix, allowedHosts }: ConnectorSource,
): Promise<ShownConnector> {
  const secret = await readSecret(secrets, `${prefix}/connectors/${id}`, 'unknown_connector')
  const { type, name } = parseConnector(id, secret, allowedHosts)
  // The parser lets no key pass that the schema does not know; so what the schema knows is all there is to show.
  const stored = Object.entries(v.parse(Stored, secret).config)
  return { id, type, name, config: Object.fromEntries(stored.filter(([key]) => CONFIG_KEYS.has(key))) }
}

/** The shape before 7.13. */
export function olderView({ id, type, name, config }: ShownConnector) {
  return { id, actionTypeId: type, name, config, isPreconfigured: false } as const
}

/** The shape from 7.13 on, whose configuration has the keys of 8.3 even where none is stored. */
export function newerView({ id, type, name, config }: ShownConnector) {
  const { apiUrl, usesTableApi, isOAuth, clientId = null, jwtKeyId = null, userIdentifierValue = null, ...own } = config
  return {
    id,
    name,
    connector_type_id: type,
    config: {
      apiUrl,
      usesTableApi: usesTableApi ?? true,
      isOAuth: isOAuth ?? false,
      clientId,
      jwtKeyId,
      userIdentifierValue,
      ...own,
    },
    is_preconfigured: false,
    is_deprecated: false,
    is_missing_secrets: false,
  } as const
}
