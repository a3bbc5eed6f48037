// Whether a caller wants to know what a push would do, instead of the push.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { problemsOf } from '../schema/problems.ts'

const DryRun = v.optional(v.picklist(['true', 'false'], 'must be true or false'), 'false')

/**
 * @param parameters those of the request's query
 * @throws PushError `invalid_request` for a `dryRun` that is neither true nor false: a push by mistake cannot be undone
 */
export function isDryRun(parameters: Readonly<Record<string, string | undefined>> | undefined): boolean {
  const given = v.safeParse(DryRun, parameters?.['dryRun'])
  if (!given.success) throw new PushError('invalid_request', { problems: problemsOf(given.issues, 'dryRun') })
  return given.output === 'true'
}
