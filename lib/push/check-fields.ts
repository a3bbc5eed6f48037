// Columns that a case names although its connector does not take them.
import type { CasePush } from '../case/parse-case.ts'
import { SECURITY_FIELDS } from '../case/security-fields.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Problem } from '../errors.ts'

/** What decides whether a column may be named. */
type Rules = Pick<Connector, 'type' | 'allowedFields'>

/** @param journalColumn the column that takes the comments: one write may hold one text for it */
export function fieldProblems(
  { columns, additionalFields }: CasePush,
  { type, allowedFields }: Rules,
  journalColumn: string | undefined,
): Problem[] {
  const own = Object.keys(columns).filter((column) => !additionalFields.includes(column))
  return [
    ...additionalFields.flatMap((column) => {
      const expected = expectationOf(column, allowedFields, journalColumn)
      return expected === undefined ? [] : [{ path: `${INCIDENT}.additional_fields.${column}`, expected }]
    }),
    ...(type === '.servicenow-sir' ? [] : own.filter((column) => SECURITY_FIELDS.includes(column))).map((column) => ({
      path: `${INCIDENT}.${column}`,
      expected: 'must not be given: only connectors of the type .servicenow-sir have it',
    })),
  ]
}

const INCIDENT = 'params.subActionParams.incident'

function expectationOf(column: string, allowed: Rules['allowedFields'], journalColumn: string | undefined) {
  if (column === journalColumn) return 'must not be the column that takes the comments'
  return allowed === undefined || allowed.has(column) ? undefined : 'must be a column that the connector allows'
}
