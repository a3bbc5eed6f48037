// The columns that a connector itself writes, and those that it lets callers write.
import * as v from 'valibot'
import { isReserved } from '../case/additional-fields.ts'
import { ColumnName } from '../schema/identifiers.ts'
import { smallArray, smallRecord } from '../schema/objects.ts'
import { closedObject } from '../schema/problems.ts'
import type { ColumnValues, Mapping, ValueMapping } from './connector.ts'

// A journal takes comments alone. The other columns left out carry the never-twice promise, or ServiceNow alone writes
// them.
const WritableColumn = v.pipe(
  ColumnName,
  v.check(
    (name) =>
      !/^(sys_.*|number|correlation_id|correlation_display|comments|work_notes|comments_and_work_notes)$/.test(name),
    'must be a column that a connector may write',
  ),
)

const MAX_COLUMNS = 50
const MAX_VALUE_LENGTH = 4_000
const Value = v.pipe(
  v.union([v.string(), v.number(), v.boolean()], 'must be a string, number or boolean'),
  v.transform(String),
  v.maxLength(MAX_VALUE_LENGTH, `must have at most ${String(MAX_VALUE_LENGTH)} characters`),
)

/** Columns that only a create sets. */
export const Defaults = smallRecord(WritableColumn, Value, MAX_COLUMNS, 'columns')

const MAX_ALLOWED = 200

/** The columns that callers may name in `additional_fields`. */
export const AllowedFields = smallArray(
  v.pipe(
    ColumnName,
    v.check((name) => !isReserved(name), 'must not be a column that the push itself writes'),
  ),
  MAX_ALLOWED,
  'columns',
)

const Columns = smallRecord(WritableColumn, Value, MAX_COLUMNS, 'columns')
/** One value, for the column of the mapping or the usual one; or values by column. */
const eitherForm = v.union([Value, Columns])
const run: (typeof eitherForm)['~run'] = (dataset, config) =>
  (typeof dataset.value === 'object' && dataset.value !== null ? Columns : Value)['~run'](dataset, config)
const ValueOrColumns = v.optional(Object.assign(eitherForm, { '~run': run }))

/** By Kibana's words for a case's severity. */
export const SeverityMapping = closedObject({
  low: ValueOrColumns,
  medium: ValueOrColumns,
  high: ValueOrColumns,
  critical: ValueOrColumns,
})

/** By Kibana's words for a case's status. */
export const StatusMapping = closedObject({
  open: ValueOrColumns,
  'in-progress': ValueOrColumns,
  closed: ValueOrColumns,
})

type Words = Readonly<Record<string, string | ColumnValues | undefined>>

/**
 * @param words what a connector sets for each word
 * @param entry the mapping's entry for the same part of a case, which names the column of single values
 * @param usual the column of single values without such an entry
 */
export function valueMappingOf(words: Words, entry: Mapping['severity'], usual: string): ValueMapping {
  const column = entry === undefined || entry.actionType === 'nothing' ? usual : entry.target
  return Object.fromEntries(
    Object.entries(words).flatMap(([word, value]) =>
      value === undefined ? [] : [[word, typeof value === 'string' ? { [column]: value } : value] as const],
    ),
  )
}
