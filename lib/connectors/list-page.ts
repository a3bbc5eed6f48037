// The page of a list that a request asks for in its query.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { memberOf } from '../schema/objects.ts'
import { problemsOf } from '../schema/problems.ts'

/** `page` counts from 1. */
export type ListPage = { page: number; perPage: number }

export const DEFAULT_PER_PAGE = 20
export const MAX_PER_PAGE = 100
export const MAX_PAGE = 999_999_999

const whole = (max: number) => {
  const expected = `must be a whole number from 1 to ${String(max)}`
  return v.pipe(v.string(), v.regex(/^[1-9]\d{0,8}$/, expected), v.transform(Number), v.maxValue(max, expected))
}

/** The parameters of a query for a page. */
export const PageQuery = v.object({
  page: v.optional(whole(MAX_PAGE), '1'),
  per_page: v.optional(whole(MAX_PER_PAGE), String(DEFAULT_PER_PAGE)),
})

/**
 * The page that a query asks for; undefined when there is no query, or one without `page` and `per_page`.
 * @throws PushError `invalid_request` naming the parameters that are wrong
 */
export function parseListPage(query: unknown): ListPage | undefined {
  const [page, perPage] = [memberOf(query, 'page'), memberOf(query, 'per_page')]
  if (page === undefined && perPage === undefined) return undefined
  const result = v.safeParse(PageQuery, { page, per_page: perPage })
  if (!result.success) throw new PushError('invalid_request', { problems: problemsOf(result.issues) })
  return { page: result.output.page, perPage: result.output.per_page }
}
