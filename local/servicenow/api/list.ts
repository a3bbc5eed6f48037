// Lists of the Table API: which rows, how many, and the headers that page through them.
import { jsonAnswer, noSuchRecord, type Answer } from './answers.ts'
import { parseQuery } from './query.ts'
import { readView, viewRow, type ViewRequest } from './view.ts'
import type { Columns } from '../records/column.ts'
import type { Instance, Row } from '../records/instance.ts'

export type ListRequest = ViewRequest & { path: string; version: string }

const DEFAULT_LIMIT = 10_000

/** @param visibleRows ACLs remove the other rows after the limit was applied: the total still counts them */
export function listRows(
  instance: Instance,
  rows: Row[],
  columns: Columns,
  request: ListRequest,
  visibleRows = Infinity,
): Answer {
  const { parameters } = request
  const query = parseQuery(parameters.get('sysparm_query') ?? filterByColumns(parameters, columns), columns)
  const matching = query.sort(rows.filter(query.matches))
  const limit = parseWholeNumber(parameters.get('sysparm_limit'), DEFAULT_LIMIT)
  const offset = parseWholeNumber(parameters.get('sysparm_offset'), 0)
  const page = matching.slice(offset, offset + limit).slice(0, visibleRows)
  // The one documented difference between the versions: v1 answers an empty list with 404.
  if (page.length === 0 && request.version === 'v1') return noSuchRecord()
  const view = readView(instance, request)
  const result = page.map((row) => viewRow(instance, row, columns, view))
  return jsonAnswer(200, { result }, pagingHeaders(instance.url, request, { limit, offset, total: matching.length }))
}

/** The query that `?correlation_id=abc` stands for; used only without a sysparm_query. */
function filterByColumns(parameters: URLSearchParams, columns: Columns): string {
  return [...parameters]
    .filter(([name]) => columns.has(name))
    .map(([name, value]) => `${name}=${value}`)
    .join('^')
}

function parseWholeNumber(text: string | null, fallback: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : fallback
}

type Page = { limit: number; offset: number; total: number }

function pagingHeaders(url: string, request: ListRequest, page: Page): Record<string, string> {
  const count = { 'x-total-count': String(page.total) }
  if (request.parameters.get('sysparm_suppress_pagination_header') === 'true' || page.limit === 0) return count
  const last = Math.max(0, Math.floor((page.total - 1) / page.limit) * page.limit)
  const offsets = [
    ['first', 0],
    ...(page.offset > 0 ? [['prev', Math.max(0, page.offset - page.limit)] as const] : []),
    ...(page.offset + page.limit < page.total ? [['next', page.offset + page.limit] as const] : []),
    ['last', last],
  ] as const
  const links = offsets.map(
    ([relation, offset]) => `<${url}${request.path}?${pageQuery(request, page.limit, offset)}>;rel="${relation}"`,
  )
  return { ...count, link: links.join(',') }
}

function pageQuery({ parameters }: ListRequest, limit: number, offset: number): string {
  const query = new URLSearchParams(parameters)
  query.set('sysparm_limit', String(limit))
  query.set('sysparm_offset', String(offset))
  return query.toString()
}
