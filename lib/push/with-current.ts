// An update whose columns depend on what stands in them: texts that are appended, values that the case cleared.
import type { Update } from './next-write.ts'
import type { PlannedField } from './planned-fields.ts'
import { mayBePushed, type PushedFields } from './pushed-fields.ts'
import { digestsOfValue, endsWith } from './signature.ts'
import { normalized } from './text.ts'

/** `kept`: the columns that the case cleared and that hold a value from elsewhere. */
export type Completed = { update: Update; kept: string[] }

/**
 * Completes an update. A text goes behind the current value, unless that ends with it already. A cleared column is
 * cleared if its value was pushed from here.
 * @param current the values of the conditional columns; one that the user may not read is absent
 * @param pushed what was pushed into the incident before
 */
export function withCurrent(
  update: Update,
  current: Readonly<Record<string, string>>,
  pushed: PushedFields,
): Completed {
  const kept: string[] = []
  const columns: Record<string, string> = { ...update.columns }
  for (const [column, field] of Object.entries(update.conditional)) {
    const value = current[column]
    if (field.action === 'clear' && !isClearable(field, value, mayBePushed(pushed, column))) kept.push(column)
    else if (!stands(field, value)) columns[column] = newValue(field, value)
  }
  const fields = Object.entries(update.fields ?? {}).filter(([column]) => !kept.includes(column))
  return { update: { ...update, columns, conditional: {}, fields: Object.fromEntries(fields) }, kept }
}

function isClearable(field: PlannedField, value: string | undefined, pushed: readonly string[]): boolean {
  return (
    value !== undefined && (stands(field, value) || digestsOfValue(value).some((digest) => pushed.includes(digest)))
  )
}

// Whether there is nothing to write.
const stands = (field: PlannedField, value = '') =>
  field.action === 'append' ? endsWith(value, field.unsigned) : normalized(value) === normalized(field.text)

const newValue = ({ action, text }: PlannedField, value = '') =>
  action === 'append' && value !== '' ? `${value} \r\n${text}` : text
