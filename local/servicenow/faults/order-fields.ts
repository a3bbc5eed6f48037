// The order for a fault as the fields of a form, and what was typed into them as an order again. Both follow the schema
// in kinds.ts, so a new kind needs nothing here.
import * as v from 'valibot'
import { parseJson } from '../api/table-request.ts'
import { Fault, FaultRequest } from './kinds.ts'

/** `name` is that of the form's field, `key` that of the order's. `lines` and `json` are text. */
export type OrderField = {
  name: string
  key: string
  label: string
  input: 'number' | 'checkbox' | 'select' | 'text' | 'words' | 'json'
  isRequired: boolean
  min: number | undefined
  max: number | undefined
  options: readonly string[]
}

/** As much of a schema as its field needs. */
type Schema = {
  type: string
  wrapped?: Schema
  pipe?: readonly { type: string; requirement?: unknown }[]
  options?: readonly unknown[]
}

const INPUTS: Record<string, OrderField['input']> = {
  number: 'number',
  boolean: 'checkbox',
  picklist: 'select',
  string: 'text',
  array: 'words',
}

const LABELS: Record<string, string> = {
  commit: 'The write is done first',
  field: 'With a value for the column',
  path: 'Path contains',
  query: 'Query contains',
  retryAfter: 'Retry after (s)',
  skip: 'Let pass before',
  times: 'How many times',
}

/** Which requests are struck, how many pass before, and how often. */
export const TARGET_FIELDS: readonly OrderField[] = [
  ...fieldsOf('on.', FaultRequest.entries.on.wrapped.entries),
  ...fieldsOf('', { skip: FaultRequest.entries.skip, times: FaultRequest.entries.times }),
]

/** What each kind takes besides. */
export const KINDS: readonly { kind: Fault['kind']; fields: readonly OrderField[] }[] = Fault.options.map(
  ({ entries: { kind, ...entries } }) => ({ kind: kind.literal, fields: fieldsOf(`${kind.literal}.`, entries) }),
)

type Read = { ok: true; order: FaultRequest } | { ok: false; problems: string[] }

/** The order in a form's fields; or what is wrong with it. Empty fields are left out. */
export function readOrder(form: ReadonlyMap<string, string>): Read {
  const kind = form.get('kind') ?? ''
  const kindFields = KINDS.find((known) => known.kind === kind)?.fields ?? []
  const problems: string[] = []
  const read = (fields: readonly OrderField[]): Record<string, unknown> =>
    Object.fromEntries(
      fields.flatMap((field) => {
        const text = form.get(field.name)?.trim() ?? ''
        if (text === '') return []
        const value = valueOf(field, text)
        if (value === undefined) problems.push(`${field.label}: this is not JSON`)
        return [[field.key, value]]
      }),
    )
  const on = read(TARGET_FIELDS.filter(({ name }) => name.startsWith('on.')))
  const counts = read(TARGET_FIELDS.filter(({ name }) => !name.startsWith('on.')))
  const request = { ...(Object.keys(on).length === 0 ? {} : { on }), ...counts, fault: { kind, ...read(kindFields) } }
  const parsed = v.safeParse(FaultRequest, request)
  if (problems.length === 0 && parsed.success) return { ok: true, order: parsed.output }
  return { ok: false, problems: problems.length > 0 ? problems : (parsed.issues ?? []).map(describeIssue) }
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const key = v.getDotPath(issue)?.split('.').at(-1) ?? ''
  return key === 'kind' ? 'Choose a kind of fault' : `${labelOf(key)}: ${issue.message}`
}

function valueOf({ input }: OrderField, text: string): unknown {
  switch (input) {
    case 'number':
      return Number(text)
    case 'checkbox':
      return true
    case 'words':
      return text.split(/[\s,]+/).filter(Boolean)
    case 'json':
      return parseJson(text)?.value
    default:
      return text
  }
}

function fieldsOf(prefix: string, entries: Record<string, Schema>): OrderField[] {
  return Object.entries(entries).map(([key, entry]) => {
    const schema = entry.wrapped ?? entry
    const limit = (type: string): number | undefined => {
      const requirement = schema.pipe?.find((action) => action.type === type)?.requirement
      return typeof requirement === 'number' ? requirement : undefined
    }
    return {
      name: `${prefix}${key}`,
      key,
      label: labelOf(key),
      input: INPUTS[schema.type] ?? 'json',
      isRequired: entry.wrapped === undefined,
      min: limit('min_value'),
      max: limit('max_value'),
      options: schema.options?.filter((option) => typeof option === 'string') ?? [],
    }
  })
}

/** `journalDelayMs` → `Journal delay (ms)`. */
function labelOf(key: string): string {
  const words = key
    .replace(/Ms$/, ' (ms)')
    .replaceAll(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
    .trim()
  return LABELS[key] ?? words.charAt(0).toUpperCase() + words.slice(1)
}
