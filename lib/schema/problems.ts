// From valibot's issues to problems that a caller may read: the path, and what was expected there. Valibot's own
// messages quote the received value, so only the schemas' own messages pass.
import * as v from 'valibot'
import type { Problem } from '../errors.ts'

/** An object schema that rejects unknown keys and names every one of them (`strictObject` stops at the first). */
export function closedObject<E extends v.ObjectEntries>(entries: E): v.StrictObjectSchema<E, undefined> {
  return v.objectWithRest(entries, v.never('is not a known key')) as unknown as v.StrictObjectSchema<E, undefined>
}

/**
 * Every offending place of a failed parse.
 * @param issues valibot's issues
 * @param root prefix of each path, e.g. `params`
 * @param whole the path of a problem with the data as a whole
 */
export function problemsOf(issues: readonly v.BaseIssue<unknown>[], root = '', whole = root): Problem[] {
  return issues.map((issue) => ({
    path: issue.path === undefined ? whole : pathIn(issue.path, root),
    expected: expectationOf(issue),
  }))
}

function pathIn(path: readonly v.IssuePathItem[], root: string): string {
  return [...(root === '' ? [] : [root]), ...path.map((item) => printableKey(item.key))].join('.')
}

// A key comes from outside as well: only a plain name is repeated.
function printableKey(key: unknown): string {
  const text = String(key)
  return /^[\w.-]{1,64}$/.test(text) ? text : '?'
}

const TYPE_EXPECTATIONS: Record<string, string> = {
  string: 'must be a string',
  number: 'must be a number',
  boolean: 'must be a boolean',
  Array: 'must be an array',
  Object: 'must be an object',
}

// How the schemas' own messages begin; valibot's begin with "Invalid".
const OWN_MESSAGE = /^(must|is) /

function expectationOf(issue: v.BaseIssue<unknown>): string {
  if (OWN_MESSAGE.test(issue.message)) return issue.message
  if (issue.received === 'undefined') return 'is required'
  return TYPE_EXPECTATIONS[issue.expected ?? ''] ?? `must be ${issue.expected ?? 'valid'}`
}
