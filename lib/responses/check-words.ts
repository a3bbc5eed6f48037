// What a test of a connector found, in words: fixed ones, and the connector's own names of columns.
import type { Check, Finding } from '../connectors/connector-checks.ts'
import { messageOf } from './response-body.ts'

const WORDS: Record<Finding, string> = {
  table_readable: 'ServiceNow accepts the credentials of this connector, and its user may read the table',
  table_forbidden:
    'ServiceNow does not let the user of this connector read the table; give the user a role that may, such as ' +
    'sn_incident_write for incidents, and snc_platform_rest_api_access for REST, and look at the ACLs of the table',
  table_unknown: 'ServiceNow has no such table; config.table must be the name of a table that extends task',
  login_failed: 'skipped, because the user of this connector did not get to the table',
  no_record: 'skipped, because the table shows no record to the user of this connector; push one case and test again',
  columns_exist: 'the table has every column that this connector writes',
  columns_missing: 'the table lacks columns that this connector writes',
  columns_unseen:
    'the table lacks columns that this connector writes, or hides them from its user, who may not read ' +
    'sys_dictionary, which would tell',
  journal_readable: 'the user of this connector may read sys_journal_field',
  journal_shown:
    'the user of this connector may not read sys_journal_field, or it is empty; the history that a record shows ' +
    'takes its place',
  journal_unreadable:
    'the user of this connector may read neither sys_journal_field nor the history of a record, so a push could ' +
    'write comments twice and is refused',
  no_comments: 'skipped, because the mapping of this connector leaves comments out',
  correlation_readable: 'the user of this connector may read correlation_id',
  correlation_unreadable:
    'the user of this connector may not read correlation_id, so a push could create an incident twice and is refused',
  clock_right: "ServiceNow's clock and that of case-push differ by a minute at most",
  clock_differs:
    "ServiceNow's clock and that of case-push differ by more than a minute, so ServiceNow may reject a signed " +
    'assertion',
  clock_unknown: 'skipped, because no answer of ServiceNow had a date',
  application_there: 'the ServiceNow application of Elastic answers the user of this connector',
}

/** A call that had no time left would otherwise be told as a push that is not complete. */
function messageOfCheck({ finding, columns, error }: Check, connectorId: string): string {
  if (error?.reason === 'out_of_time') return 'there was no time left for this check; test again'
  if (error !== undefined) return messageOf(error, connectorId)
  const words = finding === undefined ? '' : WORDS[finding]
  return columns === undefined ? words : `${words}: ${columns.join(', ')}`
}

export type WordedCheck = { name: Check['name']; status: Check['status']; message: string }

/** `status` is `error` when a check failed. */
export function wordedChecks(
  checks: readonly Check[],
  connectorId: string,
): { status: 'ok' | 'error'; checks: WordedCheck[] } {
  return {
    status: checks.some(({ status }) => status === 'failed') ? 'error' : 'ok',
    checks: checks.map((check) => ({
      name: check.name,
      status: check.status,
      message: messageOfCheck(check, connectorId),
    })),
  }
}
