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
  const small = v.pipe(
    AnyObject,
    v.check((object) => Object.keys(object).length <= maxMembers, `must hold at most ${String(maxMembers)} ${unit}`),
    v.check((object) => !PASSED_OVER.some((name) => Object.hasOwn(object, name)), 'must not hold a key of a prototype'),
  )
  return behind(small, v.record(key, value))
}

// Valibot leaves such a member out without a word.
const PASSED_OVER = ['__proto__', 'prototype', 'constructor']

/** An array of at most so many items. Of a longer one that alone is the problem, and no item is parsed. */
export function smallArray<I extends v.GenericSchema>(
  item: I,
  maxItems: number,
  unit: string,
): v.ArraySchema<I, undefined> {
  const small = v.pipe(
    v.custom<unknown[]>(Array.isArray, 'must be an array'),
    v.maxLength(maxItems, `must hold at most ${String(maxItems)} ${unit}`),
  )
  return behind(small, v.array(item))
}

/** The schema, run only on what another has let pass. */
function behind<S extends v.GenericSchema>(gate: v.GenericSchema, schema: S): S {
  const run = schema['~run'].bind(schema)
  const gated: S['~run'] = (dataset, config) => {
    const whole = gate['~run'](dataset, { ...config, abortPipeEarly: true })
    return whole.issues === undefined ? run(dataset, config) : whole
  }
  return Object.assign(schema, { '~run': gated })
}
