// Encoded queries (`sysparm_query`). As ServiceNow does by default, a condition on a column that
// does not exist is dropped and the rest is run.
import type { Columns } from './columns.ts'
import type { Row } from './instance.ts'

export type Query = { matches: (row: Row) => boolean; sort: (rows: Row[]) => Row[] }

type Test = (row: Row) => boolean

type Compare = (value: string, operand: string) => boolean

const operators: Record<string, Compare> = {
  '=': (value, operand) => value === operand,
  '!=': (value, operand) => value !== operand,
  '>': (value, operand) => compare(value, operand) > 0,
  '>=': (value, operand) => compare(value, operand) >= 0,
  '<': (value, operand) => compare(value, operand) < 0,
  '<=': (value, operand) => compare(value, operand) <= 0,
  LIKE: (value, operand) => value.includes(operand),
  'NOT LIKE': (value, operand) => !value.includes(operand),
  STARTSWITH: (value, operand) => value.startsWith(operand),
  ENDSWITH: (value, operand) => value.endsWith(operand),
  IN: (value, operand) => operand.split(',').includes(value),
  'NOT IN': (value, operand) => !operand.split(',').includes(value),
  ISEMPTY: (value) => value === '',
  ISNOTEMPTY: (value) => value !== '',
}

// Columns are lower case and operators upper case, so the first capital or sign ends the name.
const condition = /^([a-z0-9_]+)(STARTSWITH|ENDSWITH|ISNOTEMPTY|ISEMPTY|NOT LIKE|LIKE|NOT IN|IN|!=|>=|<=|=|>|<)(.*)$/s

const ordering = /^ORDERBY(DESC)?([a-z0-9_]+)$/

export function parseQuery(text: string, columns: Columns): Query {
  const terms = text.split('^').filter((term) => term !== '' && term !== 'EQ')
  const groups = conjunction(
    terms.filter((term) => !ordering.test(term)),
    columns,
  )
  return {
    matches: (row) => groups.every((alternatives) => alternatives.some((test) => test(row))),
    sort: (rows) => sorted(rows, terms, columns),
  }
}

/** `a^ORb^c` means (a or b) and c. */
function conjunction(terms: readonly string[], columns: Columns): Test[][] {
  const groups: Test[][] = []
  for (const term of terms) {
    const isAlternative = /^OR[a-z0-9_]/.test(term)
    const group = isAlternative ? groups.at(-1) : undefined
    const test = parseCondition(isAlternative ? term.slice(2) : term, columns)
    if (group) group.push(...test)
    else groups.push(test)
  }
  return groups.filter((alternatives) => alternatives.length > 0)
}

function parseCondition(term: string, columns: Columns): Test[] {
  const [, column = '', operator = '', operand = ''] = condition.exec(term) ?? []
  const holds = operators[operator]
  if (!holds || !columns.has(column)) return []
  return [(row) => holds(row[column] ?? '', operand)]
}

function sorted(rows: Row[], terms: readonly string[], columns: Columns): Row[] {
  const keys = terms.flatMap((term) => {
    const [, descending, column = ''] = ordering.exec(term) ?? []
    return columns.has(column) ? [{ column, sign: descending ? -1 : 1 }] : []
  })
  if (keys.length === 0) return rows
  // Rows of the same second have no order of their own; sys_ids are random, which keeps clients honest.
  const all = [...keys, { column: 'sys_id', sign: 1 }]
  return rows.toSorted((a, b) => {
    for (const { column, sign } of all) {
      const difference = compare(a[column] ?? '', b[column] ?? '')
      if (difference !== 0) return sign * difference
    }
    return 0
  })
}

/** Numbers as numbers, the rest (time stamps among it) as text. */
function compare(a: string, b: string): number {
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return Number(a) - Number(b)
  return a < b ? -1 : Number(a > b)
}
