// A list of ServiceNow, page by page. ServiceNow applies the limit before ACLs, which shorten a page: only an empty
// page is the end (servicenow-api.md §1.3). So two pages are read side by side: in the usual case the second is empty.
import { valueOf } from '../push/settled.ts'

/** One page: the rows from `offset` on. */
export type Page<Row> = (offset: number, limit: number) => Promise<readonly Row[]>

/** A page begins with the last rows of the one before: up to this many may be written or deleted between the two. */
const OVERLAP_ROWS = 10

/**
 * Reads pages until one is the last, and yields the rows of each, some of them twice. Both calls of a pair are over
 * before either counts.
 * @param limit rows a page
 * @param isLast whether no page after this one is of interest
 */
export async function* pagesOf<Row>(
  page: Page<Row>,
  limit: number,
  isLast: (rows: readonly Row[]) => boolean,
): AsyncGenerator<readonly Row[], void> {
  const step = limit - OVERLAP_ROWS
  let isEmpty = false
  for (let offset = 0; !isEmpty; offset += 2 * step) {
    // With the first page empty and the second not, an ACL hides every row of the first.
    for (const settled of await Promise.allSettled([page(offset, limit), page(offset + step, limit)])) {
      const rows = valueOf(settled)
      isEmpty = rows.length === 0
      if (isEmpty) continue
      yield rows
      if (isLast(rows)) return
    }
  }
}
