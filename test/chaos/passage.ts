// How a proxy carries one request and its answer.

export type Passage = {
  delivers: 'all' | 'half' | 'nothing'
  /** Before the request is delivered, and between its halves. */
  holdMs: number
  splitMs: number
  /** Delivers the request once more, this long after. */
  copyMs?: number | undefined
  /** When the sender's connection is reset, if not by `answers`: before or after the request is delivered. */
  resets?: 'first' | 'then' | undefined
  answers: 'all' | 'half' | 'nothing' | 'reset'
  /** Before each part of the answer. */
  answerHoldMs: number
  /** What the sender gets at once, when nothing is delivered. */
  ownAnswer?: string | undefined
  /** Called when the answer arrives, before any of it is passed on. */
  answered?: (() => void) | undefined
}

export const PLAIN: Passage = { delivers: 'all', holdMs: 0, splitMs: 0, answers: 'all', answerHoldMs: 0 }
