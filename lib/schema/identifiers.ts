// The patterns of every identifier that comes from outside. One that passes may stand in a path, a query, a secret's
// name or a key, so none holds `/`, `..`, `^`, blanks or control characters; only the id of a case is any text, and
// stands in such a place as its hash.
import * as v from 'valibot'

/** What an encoded query of ServiceNow does not take for a plain value: operators, a script, the word for nothing. */
export const QUERY_SYNTAX = /[\^,=]|^\s*javascript:|^\s*null\s*$/i

/** Id of a connector, part of its secret's name. */
export const ConnectorId = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9](?!.*\.\.)[A-Za-z0-9_.-]{0,63}$/, 'must be 1 to 64 letters, digits, "_", "." or "-"'),
)

/** A ServiceNow sys_id, used in paths and in encoded queries: 32 hexadecimal digits by custom. */
export const ExternalId = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"'),
)

/** What a path, a query and a key hold as it is. */
export const SAFE_ID = /^(?!.*\.\.)[A-Za-z0-9_.:@{}|~+-]*$/

const NotBlank = v.check((id: string) => id.trim() !== '', 'must not be blank')
const atMost = (maxLength: number) =>
  v.maxLength<string, number, string>(maxLength, `must have at most ${String(maxLength)} characters`)
// Variables that nobody filled in would put all cases into one incident.
const Rendered = v.check((id: string) => !id.includes('{{'), 'must not be an unrendered {{template}}')

/** Any text on one line. One without a letter or digit is a template too: `{{rule.id}}:{{alert.id}}` of nothing. */
const CaseId = v.pipe(
  v.string(),
  NotBlank,
  atMost(1024),
  v.check((id) => !/[\p{Cc}\p{Cs}]/u.test(id), 'must not hold control characters or unpaired surrogates'),
  Rendered,
  v.check((id) => /[\p{L}\p{N}]/u.test(id), 'must hold a letter or a digit'),
)

/** Id of a case in Kibana: a UUID by custom. */
export const SavedObjectId = CaseId

/** A caller's own `correlation_id`: `<rule id>:<alert id>` by custom. Alerts of a grouped rule have any text there. */
export const CorrelationId = CaseId

/** Id of a comment in Kibana: a UUID, or `<case id>-total-alerts`. The ledger keeps it for every comment. */
export const CommentId = v.pipe(
  v.string(),
  NotBlank,
  atMost(128),
  v.regex(SAFE_ID, 'must hold only letters, digits and _ . : @ { } | ~ + - and no ".."'),
  Rendered,
)

/** The id of an EventBridge event: a UUID by custom. */
export const EventId = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters'))

/** A ServiceNow table, as operators may name it. */
export const TableName = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]{0,79}$/, 'must be the name of a table'))

/** A column of a ServiceNow table, as callers and operators may name it. */
export const ColumnName = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]{0,79}$/, 'must be the name of a column'))
