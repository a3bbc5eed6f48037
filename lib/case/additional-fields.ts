// `additional_fields` of the nested shape: columns by the names of ServiceNow, as an object or as the JSON text of one,
// which the Cases of Kibana 9 send. Both are held to the same limits.
import * as v from 'valibot'
import { ColumnName } from '../schema/identifiers.ts'
import { CallersJson } from '../schema/json.ts'
import { smallRecord } from '../schema/objects.ts'

// Columns that a push writes itself, or that ServiceNow alone writes: additional_fields must not set them.
const RESERVED_COLUMNS = new Set([
  'number',
  'short_description',
  'description',
  'comments',
  'work_notes',
  'comments_and_work_notes',
  'category',
  'subcategory',
  'severity',
  'urgency',
  'impact',
])
/** Whether additional_fields may not name this column. */
export const isReserved = (column: string) => RESERVED_COLUMNS.has(column) || /^(sys|correlation)_/.test(column)

const MAX_FIELDS = 50
const Fields = smallRecord(
  v.pipe(
    ColumnName,
    v.check((name) => !isReserved(name), 'must not be a column that the push itself writes'),
  ),
  v.union([v.string(), v.number(), v.boolean(), v.null()], 'must be a string, number, boolean or null'),
  MAX_FIELDS,
  'fields',
)
const FieldsInText = v.pipe(CallersJson, Fields)

// A union would report a problem of one of its members without the member's path.
const eitherForm = v.union([Fields, FieldsInText])
const run: (typeof eitherForm)['~run'] = (dataset, config) =>
  (typeof dataset.value === 'string' ? FieldsInText : Fields)['~run'](dataset, config)
export const AdditionalFields = Object.assign(eitherForm, { '~run': run })
export type AdditionalFields = v.InferOutput<typeof Fields>
