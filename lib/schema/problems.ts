// From valibot's issues to problems that a caller may read: the path, and what was expected there. Valibot's own
// messages quote the received value, so only the schemas' own messages pass.
import * as v from 'valibot'
import { MAX_PROBLEMS, type Problem, type Problems } from '../errors.ts'
import { isObject } from './objects.ts'

/**
 * An object schema that rejects unknown keys and names every one of them (`strictObject` stops at the first). However
 * many they are, they make one issue, so that a body full of them takes little more memory than the body itself.
 */
export function closedObject<E extends v.ObjectEntries>(entries: E): v.StrictObjectSchema<E, undefined> {
  const known = v.object(entries)
  const run: v.GenericSchema['~run'] = (dataset, config) => {
    const { value } = dataset
    // Valibot itself takes an array for an object, each index for a key.
    if (!isObject(value)) {
      v._addIssue(known, 'type', dataset, config)
      return dataset as unknown as v.FailureDataset<v.BaseIssue<unknown>>
    }
    const result = known['~run'](dataset, config)
    const unknownKeys = Object.keys(value).filter((key) => !Object.hasOwn(entries, key))
    if (unknownKeys.length > 0)
      v._addIssue({ ...known, ...UNKNOWN_KEYS, requirement: unknownKeys }, 'key', result, config, { input: value })
    return result
  }
  // What is not run says the same to the compiler and in JSON Schema.
  return Object.assign(v.objectWithRest(entries, v.never()), { '~run': run }) as unknown as v.StrictObjectSchema<
    E,
    undefined
  >
}

const UNKNOWN_KEYS = { type: 'unknown_keys', message: 'is not a known key' } as const

type Issues = readonly v.BaseIssue<unknown>[]

/**
 * Every offending place of a failed parse.
 * @param issues valibot's issues
 * @param root prefix of each path, e.g. `params`
 * @param whole the path of a problem with the data as a whole
 */
export function problemsOf(issues: Issues, root = '', whole = root): Problem[] {
  return issues.flatMap((issue) => problemsIn(issue, root, whole, Infinity))
}

/** The same of a caller's data, which may have any number of them: the first ones, and how many there are besides. */
export function firstProblemsOf(issues: Issues, root = '', whole = root): Problems {
  const problems: Problem[] = []
  let count = 0
  for (const issue of issues) {
    count += unknownKeysIn(issue)?.length ?? 1
    problems.push(...problemsIn(issue, root, whole, MAX_PROBLEMS - problems.length))
  }
  return { problems, moreProblems: count - problems.length }
}

function problemsIn(issue: v.BaseIssue<unknown>, root: string, whole: string, max: number): Problem[] {
  const path = issue.path ?? []
  const expected = expectationOf(issue)
  const unknownKeys = unknownKeysIn(issue)
  if (unknownKeys !== undefined)
    return unknownKeys.slice(0, max).map((key) => ({ path: pathIn([...path, { key }], root), expected }))
  return max === 0 ? [] : [{ path: path.length === 0 ? whole : pathIn(path, root), expected }]
}

function unknownKeysIn({ type, requirement }: v.BaseIssue<unknown>): string[] | undefined {
  return type === UNKNOWN_KEYS.type ? (requirement as string[]) : undefined
}

function pathIn(path: readonly { key: unknown }[], root: string): string {
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

// Valibot's messages begin so; the schemas' own do not.
const BUILT_IN = /^Invalid /

function expectationOf(issue: v.BaseIssue<unknown>): string {
  if (!BUILT_IN.test(issue.message)) return issue.message
  if (issue.received === 'undefined') return 'is required'
  return TYPE_EXPECTATIONS[issue.expected ?? ''] ?? `must be ${issue.expected ?? 'valid'}`
}
