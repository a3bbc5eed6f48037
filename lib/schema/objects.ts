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
  const limit = `must hold at most ${String(maxMembers)} ${unit}`
  const small = v.pipe(
    AnyObject,
    v.maxEntries<Record<string, unknown>, number, string>(maxMembers, limit),
    v.check((object) => !PASSED_OVER.some((name) => Object.hasOwn(object, name)), 'must not hold a key of a prototype'),
  )
  return behind(small, v.pipe(v.record(key, value), v.maxEntries(maxMembers, limit)))
}

// Valibot leaves such a member out without a word.
const PASSED_OVER = ['__proto__', 'prototype', 'constructor']

/** An array of at most so many items. Of a longer one that alone is the problem, and no item is parsed. */
export function smallArray<I extends v.GenericSchema>(
  item: I,
  maxItems: number,
  unit: string,
): v.ArraySchema<I, undefined> {
  const limit = `must hold at most ${String(maxItems)} ${unit}`
  const small = v.pipe(v.custom<unknown[]>(Array.isArray, 'must be an array'), v.maxLength(maxItems, limit))
  return behind(small, v.pipe(v.array(item), v.maxLength(maxItems, limit)))
}

/** The schema, run only on what another has let pass. It names its limit too, for generated documents. */
function behind<S extends v.GenericSchema>(gate: v.GenericSchema, schema: S): S {
  const run = schema['~run'].bind(schema)
  const gated: S['~run'] = (dataset, config) => {
    const whole = gate['~run'](dataset, { ...config, abortPipeEarly: true })
    return whole.issues === undefined ? run(dataset, config) : whole
  }
  return Object.assign(schema, { '~run': gated })
}
