// The fields that only security incidents have (elastic-execute-api.md §2). What was observed is one value or a list.
import * as v from 'valibot'
import { smallArray } from '../schema/objects.ts'

/** What was observed. */
export const OBSERVABLES = ['dest_ip', 'source_ip', 'malware_hash', 'malware_url'] as const

/** In the order of the reference. */
export const SECURITY_FIELDS: readonly string[] = ['priority', ...OBSERVABLES]

const MAX_LENGTH = 4_000
const MAX_VALUES = 1_000
const One = v.pipe(v.string(), v.maxLength(MAX_LENGTH, `must have at most ${String(MAX_LENGTH)} characters`))
const Many = v.pipe(
  smallArray(One, MAX_VALUES, 'values'),
  v.transform((values) => values.join(',')),
)

// A union would report a problem of one of its members without the member's path.
const eitherForm = v.union([One, Many])
const run: (typeof eitherForm)['~run'] = (dataset, config) =>
  (Array.isArray(dataset.value) ? Many : One)['~run'](dataset, config)
const Observable = v.nullish(Object.assign(eitherForm, { '~run': run }))

/** Lists become texts as Kibana makes them, by commas. */
export const observables = {
  dest_ip: Observable,
  source_ip: Observable,
  malware_hash: Observable,
  malware_url: Observable,
}
