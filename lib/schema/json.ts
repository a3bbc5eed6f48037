// JSON where it comes in from outside, as the first step of a schema.
import * as v from 'valibot'

/** Parses JSON text; what is not JSON is one problem of the whole. */
export const JsonText = v.pipe(v.string(), v.parseJson(undefined, 'must be JSON'))
