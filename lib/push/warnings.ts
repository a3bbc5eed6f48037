// What a push that succeeded has to tell all the same. A warning names columns, never their values.

export type Warning =
  /** The case is older than what was pushed before, so its fields were not sent. */
  | { code: 'older_version' }
  /** ServiceNow stored another value than was sent. */
  | { code: 'column_differs'; column: string }
  /** ServiceNow does not show this column: it has none of the name, or hides it from the user. */
  | { code: 'column_missing'; column: string }
  /** The case cleared this column, but what stands there was not pushed from here. */
  | { code: 'not_cleared'; column: string }
  /** ServiceNow did not store the correlation id, by which alone a lost create can be found. */
  | { code: 'correlation_dropped' }

/** Warnings in a log: each by its code and, where it has one, its column. */
export const namesOf = (warnings: readonly Warning[]): string[] =>
  warnings.map((warning) => ('column' in warning ? `${warning.code}:${warning.column}` : warning.code))
