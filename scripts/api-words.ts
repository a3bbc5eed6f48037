// What the members of requests and answers mean, in words, for the description of the HTTP API. A word applies wherever
// a schema has a member of that name; those of one schema alone stand behind its name.
import { MAX_COMMENTS } from '../lib/case/size-limits.ts'

const LENGTH = 'A character above U+FFFF counts as two.'
const SECURITY_ALONE = 'For connectors of the type `.servicenow-sir` alone.'

export const MEMBERS: Readonly<Record<string, string>> = {
  actionId: 'Id of the connector.',
  additional_fields:
    'Further columns by their names in ServiceNow, as an object or as the JSON text of one. A connector with ' +
    '`allowedFields` takes no others than those. What the push itself writes is refused: the title, descriptions, ' +
    'journals, categories, severity, urgency, impact, `number`, and columns that begin with `sys_` or `correlation_`.',
  code: 'What happened, as a fixed word.',
  comment: 'One more comment, which has no id and which the answer does not list.',
  commentId: 'Id of the comment: a text is written once under it, however often it arrives.',
  comments: 'The comments of the case, oldest first.',
  connector_id: 'Id of the connector.',
  correlation_display: 'Who correlates, as ServiceNow shows it.',
  correlation_id:
    'Identifies the case. A push without it, `externalId` and the header `Idempotency-Key` makes another incident ' +
    `each time. ${LENGTH}`,
  createdAt: 'ISO 8601 in UTC. Any other text is taken too, but tells no order of versions.',
  dest_ip: SECURITY_ALONE,
  description: 'Without one, none is sent; null or an empty text clears what was pushed before.',
  error: 'The phrase of the HTTP status.',
  externalId: 'The sys_id of the incident to update. Without one, the incident of this case is found or created.',
  message: 'What happened, in words: the offending places, never their values.',
  malware_hash: SECURITY_ALONE,
  malware_url: SECURITY_ALONE,
  params: 'Enclosed as Kibana encloses it.',
  priority: SECURITY_ALONE,
  pushedDate: 'When it was written, ISO 8601.',
  retry: 'Whether the same request is worth sending again. If it is, `Retry-After` says when.',
  savedObjectId:
    'Id of the case in Kibana. Two pushes with the same one end in the same incident. A push without it, ' +
    `\`externalId\` and the header \`Idempotency-Key\` makes another incident each time. ${LENGTH}`,
  serviceMessage: "ServiceNow's own words.",
  service_message: "ServiceNow's own words.",
  severity:
    "A value of ServiceNow's column, or Kibana's word (low, medium, high, critical) for a mapping to translate.",
  short_description:
    'Title of the incident; a longer one than 160 characters is cut and stands whole above the description.',
  source_ip: SECURITY_ALONE,
  status: 'Whether the request was carried out.',
  statusCode: 'The HTTP status.',
  subAction: 'What to do.',
  subActionParams: 'The parameters of the sub-action.',
  title: 'Title of the case; a longer one than 160 characters is cut and stands whole above the description.',
  updatedAt: 'As `createdAt`. Of two pushes of a case, the older one by this time overwrites no field.',
  url: 'Where a browser shows the incident.',
  warnings: 'What there is to tell although the push succeeded; absent when there is nothing.',
}

/** By the name of a schema: what it is, and what its members mean where that is not the usual. */
export const SCHEMAS: Readonly<Record<string, { what: string; members?: Readonly<Record<string, string>> }>> = {
  User: { what: 'Who wrote something. The full name is shown; the user name where there is none.' },
  Comment: {
    what: 'A comment of a case.',
    members: { comment: 'The text. An edited text is written as a further entry.' },
  },
  FlatCase: {
    what: 'A case in the shape of Elastic 7.9 and 7.10.',
    members: {
      status: 'The status of the case, which only a mapping carries into a column.',
      tags: 'The tags of the case, which only a mapping carries into a column.',
    },
  },
  NestedCase: { what: 'A case in the shape of Elastic 7.11 and later.' },
  NestedIncident: { what: 'What becomes of the incident.' },
  PushFlatCase: { what: 'Pushes a case: Elastic 7.9 and 7.10.' },
  PushNestedCase: { what: 'Pushes a case: Elastic 7.11 and later.' },
  CloseIncident: {
    what: 'Closes the incident with this sys_id, or the newest one with this correlation id.',
    members: {
      externalId: 'The sys_id of the incident.',
      correlation_id: `The correlation id of the incident. ${LENGTH}`,
      incident: 'Which incident to close.',
    },
  },
  GetIncident: {
    what: 'Reads the record of an incident.',
    members: { externalId: 'The sys_id of the incident.' },
  },
  GetFields: { what: 'Lists the columns of the table that take texts.' },
  GetChoices: {
    what: 'Lists the choices of columns, in English.',
    members: { fields: 'Names of columns.' },
  },
  CommentBody: {
    what: 'One comment for an incident that was pushed from here.',
    members: {
      comment: 'The text.',
      commentId: 'Id of the comment. A comment without one is known by its text.',
    },
  },
  PushWarning: {
    what: 'What a push that succeeded has to tell.',
    members: { column: 'The column that it is about.', message: 'The same in words.' },
  },
  PushedComment: {
    what: 'A comment of the request, and when it was written.',
    members: { commentId: 'Id of the comment.' },
  },
  PushedIncident: {
    what: 'The incident of a case that was pushed.',
    members: {
      title: "The incident's number.",
      id: "The incident's sys_id.",
      comments: 'The comments of the request that have an id, in its order; absent when there are none.',
    },
  },
  ClosedIncident: {
    what: 'The incident that is closed now, or was closed before.',
    members: { title: "The incident's number.", id: "The incident's sys_id." },
  },
  NothingToClose: { what: 'There is no such incident, so there is nothing to close.' },
  PlannedCall: {
    what: 'A call to ServiceNow that a push would make.',
    members: { url: 'Where the call goes.', body: 'What it sends.' },
  },
  PlannedCalls: {
    what: 'What a dry run found: nothing was sent.',
    members: { calls: 'In the order in which they would be made; empty when there is nothing to send.' },
  },
  TableField: { what: 'A column, as ServiceNow describes it.' },
  FieldChoice: { what: 'A choice of a column, as ServiceNow describes it.' },
  RawRecord: { what: 'A record with all columns that the user of the connector may read, raw.' },
  CommentWritten: {
    what: 'A comment that stands in its incident.',
    members: {
      id: "The incident's sys_id.",
      commentId: 'Id of the comment; `sha256:` and the digest of its text when the request had none.',
      status: 'Whether this request wrote it.',
    },
  },
  Incident: {
    what: 'An incident, as far as it is known here; of one that was closed and left, the one that follows it.',
    members: {
      id: 'Its sys_id.',
      number: 'Its number.',
      pushedDate: 'When it was last written to from here, ISO 8601.',
    },
  },
  ConnectorConfig: {
    what: "A connector's configuration as an operator stored it. It holds no secret.",
    members: { comments: 'Whether each comment is a write of its own (`separate`) or all go into one (`merged`).' },
  },
  OlderConnector: { what: 'A connector without its secrets, in the shape before Elastic 7.13.' },
  NewerConnector: { what: 'A connector without its secrets, in the shape of Elastic 7.13 and later.' },
  ConnectorInList: { what: 'A connector of the list, without its secrets.' },
  PageOfConnectors: {
    what: 'One page of the list.',
    members: { total: 'How many connectors the key reaches, malformed ones too.', page: 'Counts from 1.' },
  },
  ConnectorCheck: {
    what: 'What one check of a connector found.',
    members: { message: 'What was found, in words.', status: '`skipped`: it could not be checked.' },
  },
  GatewayMessage: {
    what: 'An answer of API Gateway itself, before or instead of any code of case-push.',
    members: { message: 'In the words of API Gateway.' },
  },
}

/** A limit that the parser checks before any schema. */
export const COMMENTS_LIMIT = { maxItems: MAX_COMMENTS }
