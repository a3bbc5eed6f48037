// Whether a caller wants to know what a request would write, instead of the writing.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { problemsOf } from '../schema/problems.ts'
import type { SubAction } from './sub-actions.ts'

/** The parameter `dryRun` of a query. */
export const DryRun = v.optional(v.picklist(['true', 'false'], 'must be true or false'), 'false')

const WRITING: readonly SubAction['subAction'][] = ['pushToService', 'closeIncident']

/**
 * @param parameters those of the request's query
 * @throws PushError `invalid_request` for a `dryRun` that is neither true nor false, since a push by mistake cannot be
 *   undone, and for one of a sub-action that only reads
 */
export function isDryRun(
  parameters: Readonly<Record<string, string | undefined>> | undefined,
  { subAction }: Pick<SubAction, 'subAction'>,
): boolean {
  const given = v.safeParse(DryRun, parameters?.['dryRun'])
  if (!given.success) throw new PushError('invalid_request', { problems: problemsOf(given.issues, 'dryRun') })
  if (given.output === 'true' && !WRITING.includes(subAction))
    throw new PushError('invalid_request', { problems: [ONLY_READS] })
  return given.output === 'true'
}

const ONLY_READS = { path: 'dryRun', expected: 'must not be given for a sub-action that only reads' }
