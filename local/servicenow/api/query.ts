// Encoded queries (`sysparm_query`). A condition on a column that does not exist is dropped and the rest is run, which
// is ServiceNow's default.
import type { Columns } from '../records/column.ts'
import type { Row } from '../records/instance.ts'

export type Query = { matches: (row: Row) => boolean; sort: (rows: Row[]) => Row[] }

type Condition = (row: Row) => boolean

type Compare = (value: string, operand: string) => boolean

const OPERATORS: Record<string, Compare> = {
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

// Stored in lower case and compared without regard to case, as ServiceNow's database does.
const ID_COLUMNS: ReadonlySet<string> = new Set(['sys_id', 'element_id'])

// Columns are lower case and operators upper case: the first capital or sign ends the name.
const CONDITION = /^([a-z0-9_]+)(STARTSWITH|ENDSWITH|ISNOTEMPTY|ISEMPTY|NOT LIKE|LIKE|NOT IN|IN|!=|>=|<=|=|>|<)(.*)$/s

const ORDERING = /^ORDERBY(DESC)?([a-z0-9_]+)$/

export function parseQuery(text: string, columns: Columns): Query {
  const terms = text.split('^').filter((term) => term !== '' && term !== 'EQ')
  const groups = parseConditions(
    terms.filter((term) => !ORDERING.test(term)),
    columns,
  )
  return {
    matches: (row) => groups.every((alternatives) => alternatives.some((holds) => holds(row))),
    sort: (rows) => sortRows(rows, terms, columns),
  }
}

/** Groups of alternatives: `a^ORb^c` means (a or b) and c. */
function parseConditions(terms: readonly string[], columns: Columns): Condition[][] {
  const groups: Condition[][] = []
  for (const term of terms) {
    const isAlternative = /^OR[a-z0-9_]/.test(term)
    const group = isAlternative ? groups.at(-1) : undefined
    const conditions = parseCondition(isAlternative ? term.slice(2) : term, columns)
    if (group) group.push(...conditions)
    else groups.push(conditions)
  }
  return groups.filter((alternatives) => alternatives.length > 0)
}

/** One condition, or none if it is not understood. */
function parseCondition(term: string, columns: Columns): Condition[] {
  const [, column = '', operator = '', operand = ''] = CONDITION.exec(term) ?? []
  const holds = OPERATORS[operator]
  if (!holds || !columns.has(column)) return []
  const wanted = ID_COLUMNS.has(column) ? operand.toLowerCase() : operand
  return [(row) => holds(row[column] ?? '', wanted)]
}

function sortRows(rows: Row[], terms: readonly string[], columns: Columns): Row[] {
  const keys = terms.flatMap((term) => {
    const [, descending, column = ''] = ORDERING.exec(term) ?? []
    return columns.has(column) ? [{ column, sign: descending ? -1 : 1 }] : []
  })
  if (keys.length === 0) return rows
  // ServiceNow promises no order among equal rows. Random sys_ids keep clients from relying on one.
  const all = [...keys, { column: 'sys_id', sign: 1 }]
  return rows.toSorted((a, b) => {
    for (const { column, sign } of all) {
      const difference = compare(a[column] ?? '', b[column] ?? '')
      if (difference !== 0) return sign * difference
    }
    return 0
  })
}

/** Compares numbers as numbers, everything else, time stamps included, as text. */
function compare(a: string, b: string): number {
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return Number(a) - Number(b)
  return a < b ? -1 : Number(a > b)
}
