// Which of the known names a misspelled one most likely means.

/** The known name that takes the fewest edits, at most a third of its letters; upper and lower case are the same. */
export function likelyName(name: string, known: readonly string[]): string | undefined {
  const candidates = known
    .map((each) => ({ each, edits: editsBetween(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, edits }) => edits <= each.length / 3)
    .sort((one, other) => one.edits - other.edits)
  return candidates[0]?.each
}

/** Letters to insert, delete or replace, each costing one (the Levenshtein distance). */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [line, letter] of Array.from(from).entries()) {
    const next = [line + 1]
    for (const [column, other] of Array.from(to).entries()) {
      const [left = 0, above = 0, diagonal = 0] = [next[column], row[column + 1], row[column]]
      next.push(Math.min(left + 1, above + 1, diagonal + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
