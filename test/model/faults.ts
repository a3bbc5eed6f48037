// What may go wrong in one call, as data: what happens on the far side, what the caller sees of it and when.
// The rows of the table "What an answer means" (docs/never-twice.md), with every place of the commit.

import type { Dropped } from './model-servicenow.ts'

/** `late`: seconds that the script may set (`reset-late@50`); else drawn. */
export type Seconds = number | 'late'

export type Answer =
  | 'done'
  | 'refused'
  | 'limited'
  | 'foreign'
  | 'html'
  | 'cancelled'
  | 'unauthorized'
  | 'rejected'
  | 'forbidden'
  | 'denied'
  | 'error'
  | 'broken'
  | 'reset'
  | 'unreadable'
  | 'none'

export type CallFault = {
  /** When a write is committed, in seconds after its bytes left; absent: never. */
  commits?: Seconds
  /** When its journal row follows, if not at once, or at all. */
  journal?: Seconds | 'never'
  /** What comes back, and how many seconds after the bytes left. */
  answer: Answer
  answers: number
  /** What a write that is answered as done does not store. */
  drops?: Dropped
  /** A read replica answers that is behind. */
  lags?: true
  /** The process stands still: before its bytes leave, or before it reads the answer. */
  freezes?: 'before' | 'after'
  /** The process dies: before its bytes leave, or right after. */
  dies?: 'before' | 'after'
}

const QUICK = 0.3
/** When an untroubled call takes effect. */
export const AT_ONCE = 0.2
const answered = (answer: Answer, rest: Omit<CallFault, 'answer' | 'answers'> = {}, answers = QUICK): CallFault => ({
  answer,
  answers,
  ...rest,
})

export const PLAIN: CallFault = answered('done', { commits: AT_ONCE })

const WRITE_FAULTS: Record<string, CallFault> = {
  refused: answered('refused'),
  limited: answered('limited'),
  foreign: answered('foreign'),
  unauthorized: answered('unauthorized'),
  rejected: answered('rejected'),
  'forbidden-undone': answered('forbidden'),
  'forbidden-done': answered('forbidden', { commits: AT_ONCE }),
  'denied-undone': answered('denied'),
  'denied-done': answered('denied', { commits: AT_ONCE }),
  'error-undone': answered('error'),
  'error-done': answered('error', { commits: AT_ONCE }),
  'error-fields': answered('error', { commits: AT_ONCE, journal: 'never' }),
  'broken-done': answered('broken', { commits: AT_ONCE }),
  'html-undone': answered('html'),
  'html-done': answered('html', { commits: AT_ONCE }),
  'cancelled-undone': answered('cancelled'),
  'cancelled-done': answered('cancelled', { commits: AT_ONCE }),
  'reset-undone': answered('reset'),
  'reset-done': answered('reset', { commits: AT_ONCE }),
  'reset-late': answered('reset', { commits: 'late' }),
  'reset-journal-late': answered('reset', { commits: AT_ONCE, journal: 'late' }),
  'unanswered-undone': answered('none'),
  'unanswered-done': answered('none', { commits: AT_ONCE }),
  'unanswered-late': answered('none', { commits: 'late' }),
  slow: answered('done', { commits: 17.9 }, 18),
  'drops-journal': answered('done', { commits: AT_ONCE, drops: 'journal' }),
  'dies-before': answered('done', { dies: 'before' }),
  'dies-undone': answered('done', { dies: 'after' }),
  'dies-done': answered('done', { dies: 'after', commits: AT_ONCE }),
  'dies-late': answered('done', { dies: 'after', commits: 'late' }),
  'freezes-before': answered('done', { freezes: 'before', commits: AT_ONCE }),
  'freezes-done': answered('done', { freezes: 'after', commits: AT_ONCE }),
  'freezes-reset-late': answered('reset', { freezes: 'after', commits: 'late' }),
}

const CREATE_FAULTS: Record<string, CallFault> = {
  ...WRITE_FAULTS,
  'drops-correlation': answered('done', { commits: AT_ONCE, drops: 'correlation' }),
}

const READ_FAULTS: Record<string, CallFault> = {
  refused: answered('refused'),
  limited: answered('limited'),
  foreign: answered('foreign'),
  lagging: answered('done', { lags: true }),
  error: answered('error'),
  forbidden: answered('forbidden'),
  unreadable: answered('unreadable'),
  unanswered: answered('none'),
  'dies-before': answered('done', { dies: 'before' }),
  'freezes-before': answered('done', { freezes: 'before' }),
  'freezes-after': answered('done', { freezes: 'after' }),
}

export type LedgerFault = {
  /** When each copy of the request arrives, in seconds; `late` ones long after. */
  arrives: Seconds[]
  /** Which copy's answer is heard, if any, and when; unheard: the call throws. */
  hears?: number
  answers: number
  freezes?: 'before' | 'after'
  dies?: 'before' | 'after'
}

export const PLAIN_LEDGER: LedgerFault = { arrives: [0.01], hears: 0, answers: 0.02 }

export const LEDGER_FAULTS: Record<string, LedgerFault> = {
  throttled: { arrives: [], answers: 3 },
  repeated: { arrives: [0.01, 1.1], hears: 1, answers: 1.2 },
  unanswered: { arrives: [0.01], answers: 3 },
  copied: { arrives: [0.01, 'late'], hears: 0, answers: 0.02 },
  delayed: { arrives: ['late'], answers: 3 },
  'dies-before': { arrives: [], answers: 1, dies: 'before' },
  'dies-after': { arrives: [0.01], answers: 1, dies: 'after' },
  'dies-delayed': { arrives: ['late'], answers: 1, dies: 'after' },
  'freezes-before': { ...PLAIN_LEDGER, freezes: 'before' },
  'freezes-after': { ...PLAIN_LEDGER, freezes: 'after' },
}

export type Call = 'create' | 'update' | 'read' | 'find' | 'journal'
export type LedgerCall = 'acquire' | 'release' | 'claim' | 'owner'
export type Operation = Call | LedgerCall

const LEDGER_CALLS: readonly Operation[] = ['acquire', 'release', 'claim', 'owner']

export const isLedgerCall = (operation: Operation): operation is LedgerCall => LEDGER_CALLS.includes(operation)

export const isWrite = (call: Call) => call === 'create' || call === 'update'

/** Faults that this call may suffer, by name. */
export function callFaults(call: Call): Record<string, CallFault> {
  if (call === 'create') return CREATE_FAULTS
  return call === 'update' ? WRITE_FAULTS : READ_FAULTS
}

/** The names of the faults that this operation may suffer. */
export const faultsOf = (operation: Operation): string[] =>
  Object.keys(isLedgerCall(operation) ? LEDGER_FAULTS : callFaults(operation))
