// The patterns of every identifier that comes from outside. An id that passes may stand in a path, a query, a secret's
// name or a key; so none holds `/`, `..`, `^`, blanks or control characters.
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

const SAFE = /^(?!.*\.\.)[A-Za-z0-9_.:@{}|~+-]*$/

const safeId = (maxLength: number) =>
  v.pipe(
    v.string(),
    v.check((id) => id.trim() !== '', 'must not be blank'),
    v.maxLength(maxLength, `must have at most ${String(maxLength)} characters`),
    v.regex(SAFE, 'must hold only letters, digits and _ . : @ { } | ~ + - and no ".."'),
  )

/** Id of a case in Kibana: a UUID by custom. Of one over 100 characters the hash stands in `correlation_id`. */
export const SavedObjectId = safeId(1024)

/** Id of a comment in Kibana: a UUID, or `<case id>-total-alerts`. The ledger keeps it for every comment. */
export const CommentId = safeId(128)

/**
 * A caller's own `correlation_id`: at most 100 characters (ServiceNow cuts longer ones) and nothing that an encoded
 * query could misread. An unrendered `{{template}}` would put all cases into one incident.
 */
export const CorrelationId = v.pipe(
  v.string(),
  v.check((id) => id.trim() !== '', 'must not be blank'),
  v.maxLength(100, 'must have at most 100 characters'),
  v.check((id) => !/[\p{Cc}\p{Cs}]/u.test(id), 'must not hold control characters'),
  v.check((id) => !QUERY_SYNTAX.test(id), 'must not hold "^", "," or "=", be "NULL" or begin with "javascript:"'),
  v.check((id) => id === id.trim(), 'must not begin or end with blanks'),
  v.check((id) => !id.includes('{{'), 'must not be an unrendered {{template}}'),
)

/** The id of an EventBridge event: a UUID by custom. */
export const EventId = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters'))

/** A column of a ServiceNow table, as callers and operators may name it. */
export const ColumnName = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]{0,79}$/, 'must be the name of a column'))
