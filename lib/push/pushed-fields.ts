// Which values were pushed into the columns of an incident, column by column, and which of them may have been. A value
// is known by its digest alone.

/** By column, the digest of the value that a write carries. */
export type FieldDigests = Readonly<Record<string, string>>

/**
 * By column, the digests of values, one of which was pushed last. There is one where that is known, and several while
 * it is in doubt. A column that is absent got no value from here.
 */
export type PushedFields = Readonly<Record<string, readonly string[]>>

/** Stands among digests for: no value was pushed. */
const NONE = ''

const NEVER: readonly string[] = [NONE]

const candidatesOf = (fields: PushedFields, column: string) => fields[column] ?? NEVER

/** Whether this value, and no other, was pushed into the column last. */
export function isPushed(fields: PushedFields, column: string, digest: string): boolean {
  return candidatesOf(fields, column).every((candidate) => candidate === digest)
}

/** The digests of values that may have been pushed into the column last. */
export function mayBePushed(fields: PushedFields, column: string): string[] {
  return candidatesOf(fields, column).filter((candidate) => candidate !== NONE)
}

/** These values were pushed. */
export function withPushed(fields: PushedFields, pushed: FieldDigests): PushedFields {
  return { ...fields, ...Object.fromEntries(Object.entries(pushed).map(([column, digest]) => [column, [digest]])) }
}

/** These values may have been pushed. */
export function withPossible(fields: PushedFields, possible: FieldDigests): PushedFields {
  const entries = Object.entries(possible).map(([column, digest]) => {
    const candidates = new Set([...candidatesOf(fields, column), digest])
    return [column, [...candidates]] as const
  })
  return { ...fields, ...Object.fromEntries(entries) }
}

/** What stands in these columns was not pushed from here. */
export function withoutColumns(fields: PushedFields, columns: readonly string[]): PushedFields {
  return Object.fromEntries(Object.entries(fields).filter(([column]) => !columns.includes(column)))
}
