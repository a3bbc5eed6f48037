// Objects of any members, as a caller may send them: looked at as a whole, before anything looks at a member.
import * as v from 'valibot'

/** Whether it is an object of JSON: neither null nor an array. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A member of its own, of a value that may be anything; never one of a prototype. */
export const memberOf = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined

/** An object of any members, as it is: nothing is copied. */
export const AnyObject = v.custom<Record<string, unknown>>(isObject, 'must be an object')

/** A record that holds at most so many members. Of a larger one that alone is the problem, and no member is parsed. */
export function smallRecord<V extends v.GenericSchema>(
  key: v.GenericSchema<string, string>,
  value: V,
  maxMembers: number,
  unit: string,
): v.RecordSchema<v.GenericSchema<string, string>, V, undefined> {
  const record = v.record(key, value)
  const members = record['~run'].bind(record)
  const small = v.pipe(
    AnyObject,
    v.check((object) => Object.keys(object).length <= maxMembers, `must hold at most ${String(maxMembers)} ${unit}`),
  )
  const run: typeof members = (dataset, config) => {
    const whole = small['~run'](dataset, config)
    return whole.issues === undefined ? members(dataset, config) : (whole as v.FailureDataset<v.InferIssue<V>>)
  }
  return Object.assign(record, { '~run': run })
}
