// What a test of a connector finds: codes, for which responses/check-words.ts has the words.
import type { PushError } from '../errors.ts'

export type CheckName = 'login' | 'columns' | 'journal' | 'correlation_id' | 'clock' | 'application'

export type Finding =
  | 'table_readable'
  | 'table_forbidden'
  | 'table_unknown'
  | 'login_failed'
  | 'no_record'
  | 'columns_exist'
  | 'columns_missing'
  | 'columns_unseen'
  | 'journal_readable'
  | 'journal_shown'
  | 'journal_unreadable'
  | 'no_comments'
  | 'correlation_readable'
  | 'correlation_unreadable'
  | 'clock_right'
  | 'clock_differs'
  | 'clock_unknown'
  | 'application_there'

/** `error`: why a call failed, in place of a finding. `columns`: those of the connector that were not found. */
export type Check = {
  name: CheckName
  status: 'ok' | 'failed' | 'skipped'
  finding?: Finding
  columns?: readonly string[]
  error?: PushError
}
