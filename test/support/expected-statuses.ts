// What each example of events/ leads to, on stand-ins that hold nothing yet: the one place that says so.
import type { PushErrorCode } from '../../lib/errors.ts'

export type HttpExample = { statusCode: number; code?: PushErrorCode; message?: string }
export type QueueExample = {
  outcome: 'Incident Pushed' | 'Incident Closed' | 'Incident Push Failed'
  code?: PushErrorCode
}

/** Examples for the HTTP functions: the status of the answer, and an error's code and message. */
export const HTTP_EXAMPLES: Record<string, HttpExample> = {
  'create-incident': { statusCode: 200 },
  'no-comments': { statusCode: 200 },
  'null-description': { statusCode: 200 },
  'comments-only': { statusCode: 200 },
  'edited-comment': { statusCode: 200 },
  'nested-create': { statusCode: 200 },
  'idempotency-key': { statusCode: 200 },
  'kibana-9-case': { statusCode: 200 },
  'grouped-alert': { statusCode: 200 },
  'webhook-case': { statusCode: 200 },
  'find-incident': notPushed(),
  'push-comment': notPushed(),
  'update-incident': missing(),
  'unknown-incident': missing(),
  'unknown-connector': {
    statusCode: 404,
    code: 'unknown_connector',
    message: 'Saved object [action/nowhere] not found',
  },
  'unknown-sub-action': unsupported(),
  'get-choices': { statusCode: 200 },
  'get-fields': { statusCode: 200 },
  'get-incident': missing(),
  'close-incident': { statusCode: 200 },
  'dry-run': { statusCode: 200 },
  'unrendered-template': invalid('[params.subActionParams.savedObjectId]: must not be an unrendered {{template}}'),
  'invalid-body': { statusCode: 400, code: 'invalid_request' },
  'no-body': invalid('[body]: is required'),
  'not-json': invalid('[body]: must be JSON'),
  'no-params': invalid('[params]: is required'),
  'wrong-content-type': {
    statusCode: 415,
    code: 'unsupported_media_type',
    message: 'the body must be application/json, uncompressed',
  },
}

/** Examples for `execute-queued`: the event that it publishes, and an error's code. */
export const QUEUE_EXAMPLES: Record<string, QueueExample> = {
  'case-push-requested': { outcome: 'Incident Pushed' },
  'case-push-requested-sqs': { outcome: 'Incident Pushed' },
  'case-close-requested': { outcome: 'Incident Closed' },
  'case-push-requested-malformed': { outcome: 'Incident Push Failed', code: 'invalid_request' },
}

/** Examples that are no function's event: requests of `aws events put-events`. */
export const BUS_EXAMPLES: Record<string, QueueExample> = { 'put-events': { outcome: 'Incident Pushed' } }

/** The body of a call to Kibana: test/kibana/ pushes through the connector that it makes. */
export const KIBANA_EXAMPLES = ['kibana-webhook-connector']

function missing(): HttpExample {
  const message = 'ServiceNow has no incident with the id [externalId], or hides it from the user of this connector'
  return { statusCode: 404, code: 'incident_not_found', message }
}

function notPushed(): HttpExample {
  const message = 'this connector has not pushed an incident with this id'
  return { statusCode: 404, code: 'incident_not_found', message }
}

function invalid(problem: string): HttpExample {
  return { statusCode: 400, code: 'invalid_request', message: `error validating action params: ${problem}` }
}

function unsupported(): HttpExample {
  const message = '[params.subAction]: must be pushToService, getIncident, getFields, getChoices or closeIncident'
  return { statusCode: 400, code: 'unsupported_sub_action', message }
}
