// A value from outside that is of use only if it has its form, and that nobody needs to hear of otherwise.
import * as v from 'valibot'

/** The value if it matches the schema. */
export function matching(schema: v.GenericSchema<unknown, string>, value: unknown): string | undefined {
  const result = v.safeParse(schema, value)
  return result.success ? result.output : undefined
}
