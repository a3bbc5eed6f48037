// What a caller gave of a case, left out, or cleared with null or an empty text.

export type MaybeText = string | null | undefined
type Given<T> = { [K in keyof T]?: NonNullable<T[K]> }

/** Leaves out what is null, absent or empty. */
export function given<T extends Record<string, MaybeText>>(values: T): Given<T> {
  return only(values, (value) => value !== null && value !== undefined && value !== '')
}

/** Leaves out what is absent; null becomes the empty text. */
export function orCleared<T extends Record<string, MaybeText>>(values: T): Given<T> {
  return only(values, (value) => value !== undefined)
}

function only<T extends Record<string, MaybeText>>(values: T, isKept: (value: MaybeText) => boolean): Given<T> {
  const entries = Object.entries(values).filter(([, value]) => isKept(value))
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? ''])) as Given<T>
}
