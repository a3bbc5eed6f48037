// What the routes of the HTTP API answer, as schemas. Each is tied to the type of the code that makes the answer, so
// that neither changes without the other. No deployed function needs them.
import * as v from 'valibot'
import { Config } from '../lib/connectors/config-schema.ts'
import type { Check } from '../lib/connectors/connector-checks.ts'
import type { ConnectorPage, ListedConnector } from '../lib/connectors/connector-list.ts'
import type { newerView, olderView } from '../lib/connectors/connector-view.ts'
import { ERROR_STATUS, type PushErrorCode } from '../lib/errors.ts'
import type { CloseResult } from '../lib/push/close-incident.ts'
import type { CommentResult } from '../lib/push/push-comment.ts'
import type { IncidentResult } from '../lib/push/pushed-incident.ts'
import type { wordedChecks } from '../lib/responses/check-words.ts'
import type { WordedResult } from '../lib/responses/response-body.ts'
import type { DryCall } from '../lib/servicenow/dry-incidents.ts'
import type { Choice, Field } from '../lib/servicenow/metadata.ts'

const Text = v.string()
const Time = v.pipe(v.string(), v.isoTimestamp())
/** An incident's sys_id. */
const SysId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/))
const Url = v.pipe(v.string(), v.url())
const literals = <const L extends string>(...words: L[]) => v.picklist(words)

export const PushWarning = v.strictObject({
  code: literals('older_version', 'column_differs', 'column_missing', 'not_cleared', 'correlation_dropped'),
  message: Text,
  column: v.exactOptional(Text),
})

export const PushedComment = v.strictObject({ commentId: Text, pushedDate: Time })

export const PushedIncident = v.strictObject({
  title: Text,
  id: SysId,
  pushedDate: Time,
  url: Url,
  comments: v.exactOptional(v.array(PushedComment)),
  warnings: v.exactOptional(v.array(PushWarning)),
})

export const ClosedIncident = v.strictObject({ title: Text, id: SysId, pushedDate: Time, url: Url })
/** What closeIncident answers when there is no such incident. */
export const NothingToClose = v.strictObject({})

/** A call that a push would make. Its body is that of ServiceNow's API: columns, or a list of observables. */
export const PlannedCall = v.strictObject({
  method: literals('GET', 'POST', 'PATCH'),
  url: Url,
  body: v.exactOptional(v.union([v.record(Text, Text), v.array(v.record(Text, v.unknown()))])),
})
export const PlannedCalls = v.strictObject({ calls: v.array(PlannedCall) })

export const TableField = v.strictObject({ max_length: Text, element: Text, column_label: Text, mandatory: Text })
export const FieldChoice = v.strictObject({ label: Text, value: Text, dependent_value: Text, element: Text })
/** All columns of a record that the user of the connector may read. */
export const RawRecord = v.looseObject({ sys_id: Text })

export const CommentWritten = v.strictObject({
  id: SysId,
  commentId: Text,
  pushedDate: Time,
  status: literals('written', 'already_written'),
})

export const Incident = v.strictObject({ id: SysId, number: Text, url: Url, pushedDate: Time })

const ActionType = literals('.servicenow', '.servicenow-sir')
/** The configuration of a connector, as an operator stored it: it holds no secret. */
export const ConnectorConfig = Config

const older = { id: Text, actionTypeId: ActionType, name: Text, config: ConnectorConfig }
export const OlderConnector = v.strictObject({ ...older, isPreconfigured: v.literal(false) })
export const NewerConnector = v.strictObject({
  id: Text,
  name: Text,
  connector_type_id: ActionType,
  config: ConnectorConfig,
  is_preconfigured: v.literal(false),
  is_deprecated: v.literal(false),
  is_missing_secrets: v.literal(false),
})
export const ConnectorInList = v.strictObject({ ...OlderConnector.entries, referencedByCount: v.literal(0) })
export const PageOfConnectors = v.strictObject({
  page: v.number(),
  perPage: v.number(),
  total: v.number(),
  data: v.array(ConnectorInList),
})

export const ConnectorCheck = v.strictObject({
  name: literals('login', 'columns', 'journal', 'correlation_id', 'clock', 'application'),
  status: literals('ok', 'failed', 'skipped'),
  message: Text,
})

const codes = Object.keys(ERROR_STATUS) as PushErrorCode[]

/** The members of an error body but for the two whose names depend on the path. */
export const errorMembers = {
  statusCode: v.number(),
  error: Text,
  message: Text,
  status: v.literal('error'),
  retry: v.boolean(),
  code: v.picklist(codes),
}

// Required of every member, so that an optional one of another name counts as another type.
type Same<A, B> = [Full<A>, Full<B>] extends [Full<B>, Full<A>] ? true : { schema: A; answer: B }
type Full<T> = T extends (infer I)[] ? Full<I>[] : T extends object ? { [K in keyof T]-?: [Full<T[K]>] } : T
type Tie<T extends true> = T
type Output<S extends v.GenericSchema> = Plain<v.InferOutput<S>>
/** Without `readonly`, and a configuration as what it is to the code that shows it. */
type Plain<T> = T extends readonly (infer I)[]
  ? Plain<I>[]
  : T extends object
    ? { -readonly [K in keyof T]: K extends 'config' ? 'config' : Plain<T[K]> }
    : T

/** Fails the type check where a schema and an answer differ. */
export type Ties = [
  Tie<Same<Output<typeof PushedIncident>, Plain<WordedResult>>>,
  Tie<Same<Output<typeof ClosedIncident>, Plain<Exclude<CloseResult, Record<string, never>>>>>,
  Tie<Same<Output<typeof PlannedCall>['url' | 'method'], Plain<DryCall>['url' | 'method']>>,
  Tie<Same<Output<typeof TableField>, Field>>,
  Tie<Same<Output<typeof FieldChoice>, Choice>>,
  Tie<Same<Output<typeof CommentWritten>, Plain<CommentResult>>>,
  Tie<Same<Output<typeof Incident>, Plain<IncidentResult>>>,
  Tie<Same<Output<typeof OlderConnector>, Plain<ReturnType<typeof olderView>>>>,
  Tie<Same<Output<typeof NewerConnector>, Plain<ReturnType<typeof newerView>>>>,
  Tie<Same<Output<typeof ConnectorInList>, Plain<ListedConnector>>>,
  Tie<Same<Output<typeof PageOfConnectors>, Plain<ConnectorPage>>>,
  Tie<Same<Output<typeof ConnectorCheck>, Plain<ReturnType<typeof wordedChecks>['checks'][number]>>>,
  Tie<Same<Output<typeof ConnectorCheck>['name'], Check['name']>>,
]
