// What find-connectors shows: the connectors of this deployment that a key reaches, in Elastic's shape
// (elastic-execute-api.md §7.1), whole or page by page.
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import * as v from 'valibot'
import { secretsError } from '../aws/secrets.ts'
import { PushError } from '../errors.ts'
import { ConnectorId } from '../schema/identifiers.ts'
import { errorFields, log } from '../telemetry/log.ts'
import { olderView, readShown, type ConnectorSource } from './connector-view.ts'
import type { ListPage } from './list-page.ts'

export type ListedConnector = ReturnType<typeof olderView> & { referencedByCount: 0 }

/** `total` counts the connectors that a key reaches, malformed ones too. */
export type ConnectorPage = ListPage & { total: number; data: ListedConnector[] }

/** At most this many secrets are read at once. */
const MAX_READS = 10

/** Whether the caller's key reaches a connector; the secret of any other is not read. */
type MayUse = (id: string) => boolean

/**
 * The connectors that the caller may use, sorted by id. A malformed one is left out and logged.
 * @throws PushError `credentials_unavailable`, `misconfigured` when Secrets Manager cannot be read
 */
export async function listConnectors(source: ConnectorSource, mayUse: MayUse): Promise<ListedConnector[]> {
  return listed(await usableIds(source, mayUse), source)
}

/** One page of the same list; no other connector's secret is read. @throws PushError as {@link listConnectors} */
export async function connectorPage(
  source: ConnectorSource,
  mayUse: MayUse,
  { page, perPage }: ListPage,
): Promise<ConnectorPage> {
  const ids = await usableIds(source, mayUse)
  const from = (page - 1) * perPage
  return { page, perPage, total: ids.length, data: await listed(ids.slice(from, from + perPage), source) }
}

async function usableIds({ secrets, prefix }: ConnectorSource, mayUse: MayUse): Promise<string[]> {
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
    ids.push(...names.filter((id) => v.is(ConnectorId, id) && mayUse(id)))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return ids.sort()
}

async function listed(ids: readonly string[], source: ConnectorSource): Promise<ListedConnector[]> {
  const found: ListedConnector[] = []
  for (let from = 0; from < ids.length; from += MAX_READS) {
    const batch = await Promise.all(ids.slice(from, from + MAX_READS).map((id) => listedConnector(id, source)))
    found.push(...batch.filter((connector) => connector !== undefined))
  }
  return found
}

async function listedConnector(id: string, source: ConnectorSource): Promise<ListedConnector | undefined> {
  try {
    return { ...olderView(await readShown(id, source)), referencedByCount: 0 }
  } catch (error) {
    if (!isAboutOneConnector(error)) throw error
    log('warn', 'connector left out', { connectorId: id, ...errorFields(error) })
    return undefined
  }
}

// Malformed, or deleted since it was listed: the other connectors can be used.
const isAboutOneConnector = (error: unknown) =>
  error instanceof PushError && (error.code === 'unknown_connector' || error.reason === 'connector')
