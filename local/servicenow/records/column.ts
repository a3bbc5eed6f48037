// What a column is: its type, its length, the value that a new record begins with, and how text is cut to fit.
// ServiceNow enforces no length over 255 characters (KB0685779), so the longer columns have no `maxLength`.

export type Column =
  | { type: 'string'; maxLength?: number; initial?: string }
  | { type: 'choice'; maxLength: number; initial: string }
  | { type: 'date' }
  | { type: 'journal' }
  | { type: 'journal_list' }
  | { type: 'reference'; table: string; initial?: string }

export type Columns = Map<string, Column>

/** Columns by type: shorter to write than one by one. */
export type ColumnLists = {
  texts?: readonly string[]
  initialTexts?: Record<string, string>
  maxLengths?: Record<string, number>
  /** Each with its initial value. */
  choices?: Record<string, string>
  dates?: readonly string[]
  /** Each with the table that it refers to. */
  references?: Record<string, string>
}

/** Whether an administrator could have added this column: the stand-in adds it when it is first written. */
export const isCustomColumn = (name: string): boolean => /^u_[a-z0-9_]{1,78}$/.test(name)

export function initialValue(column: Column): string {
  return 'initial' in column ? (column.initial ?? '') : ''
}

/** Cuts as a VARCHAR does, without an error. Counts UTF-16 units, of which a text never has fewer than characters. */
export function truncate(column: Column, value: string): string {
  return 'maxLength' in column ? value.slice(0, column.maxLength) : value
}

export function toColumns({
  texts = [],
  initialTexts = {},
  maxLengths = {},
  choices = {},
  dates = [],
  ...rest
}: ColumnLists): Columns {
  return new Map<string, Column>([
    ...texts.map((name) => [name, { type: 'string' }] as const),
    ...dates.map((name) => [name, { type: 'date' }] as const),
    ...Object.entries(initialTexts).map(([name, initial]) => [name, { type: 'string', initial }] as const),
    ...Object.entries(maxLengths).map(([name, maxLength]) => [name, { type: 'string', maxLength }] as const),
    ...Object.entries(choices).map(([name, initial]) => [name, { type: 'choice', maxLength: 40, initial }] as const),
    ...Object.entries(rest.references ?? {}).map(([name, table]) => [name, { type: 'reference', table }] as const),
  ])
}
