// A list of ServiceNow, page by page. ServiceNow applies the limit before ACLs, which shorten a page: only an empty
// page is the end (servicenow-api.md §1.3). So two pages are read side by side: in the usual case the second is empty.

/** One page: the rows from `offset` on. */
export type Page<Row> = (offset: number, limit: number) => Promise<readonly Row[]>

/**
 * Reads pages until one is the last, and yields the rows of each.
 * @param limit rows a page
 * @param isLast whether no page after this one is of interest; an empty page is always the last
 */
export async function* pagesOf<Row>(
  page: Page<Row>,
  limit: number,
  isLast: (rows: readonly Row[]) => boolean,
): AsyncGenerator<readonly Row[], void> {
  for (let offset = 0; ; offset += 2 * limit) {
    for (const rows of await bothOf(page(offset, limit), page(offset + limit, limit))) {
      if (rows.length === 0) return
      yield rows
      if (isLast(rows)) return
    }
  }
}

/** Both results once both calls are over: when one fails, the other is not left running. */
export async function bothOf<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second])
  if (a.status === 'rejected') throw a.reason
  if (b.status === 'rejected') throw b.reason
  return [a.value, b.value]
}
