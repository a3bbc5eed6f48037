// The parameters of the routes of the HTTP API, for its description.
import * as v from 'valibot'
import { IdempotencyKey } from '../lib/case/case-key.ts'
import { DryRun } from '../lib/case/dry-run.ts'
import { DEFAULT_PER_PAGE, MAX_PAGE, MAX_PER_PAGE, PageQuery } from '../lib/connectors/list-page.ts'
import { ConnectorId, ExternalId } from '../lib/schema/identifiers.ts'
import { schemaOf } from './api-schemas.ts'

const parameter = (place: string, name: string, schema: v.GenericSchema, description: string, more: object = {}) => ({
  name,
  in: place,
  ...(place === 'path' ? { required: true } : {}),
  description,
  schema: schemaOf(schema),
  ...more,
})
export const PARAMETERS = {
  connectorId: parameter('path', 'connectorId', ConnectorId, 'Id of the connector.', { example: 'local' }),
  incidentId: parameter(
    'path',
    'incidentId',
    ExternalId,
    'The sys_id of the incident: the `id` that a push was answered.',
    {
      example: '62dc3c8bdb7300106ba884da0b9619ea',
    },
  ),
  dryRun: parameter(
    'query',
    'dryRun',
    DryRun,
    'With `true` nothing is sent to ServiceNow, and the answer shows what would be. For `pushToService` and ' +
      '`closeIncident` alone.',
  ),
  idempotencyKey: parameter(
    'header',
    'Idempotency-Key',
    IdempotencyKey,
    'Identifies a case that has no id of its own: sent again with the same key, it ends in the same incident. Two ' +
      'API keys may use the same one. A case that has an id does not use it; a malformed one is refused all the same.',
    { example: '7c1a8f3e-2d64-4d0b-9f43-5f9a0c6f0a11' },
  ),
  contentEncoding: parameter(
    'header',
    'Content-Encoding',
    v.optional(v.picklist(['identity'])),
    'A compressed body is answered with 415.',
  ),
  page: parameter(
    'query',
    'page',
    PageQuery.entries.page,
    'The page, counted from 1. With it or `per_page`, the answer is a page.',
    { schema: { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: 1 } },
  ),
  perPage: parameter('query', 'per_page', PageQuery.entries.per_page, 'How many connectors a page holds.', {
    schema: { type: 'integer', minimum: 1, maximum: MAX_PER_PAGE, default: DEFAULT_PER_PAGE },
  }),
}
