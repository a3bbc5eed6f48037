// Carries a request out and sends its client what the fault, if any, leaves of the answer.
import { faultAnswer, type Work } from './fault-answers.ts'
import { plausibleAnswer } from './plausible-answers.ts'
import { reset, send, sendAndClose, sendEndless, sendHalf } from './wire.ts'
import type { ServerResponse } from 'node:http'
import type { Answer } from '../api/answers.ts'
import type { Fault } from './kinds.ts'
import type { Schedule } from './schedule.ts'

export type Exchange = Work & {
  outgoing: ServerResponse
  /** Is told each answer that is sent, even of which only a part is. */
  answered: (answer: Answer) => void
  lateWrites: Schedule
  slowAnswers: Schedule
}

export function deliver(exchange: Exchange, fault: Fault | undefined): void {
  const { outgoing, perform } = exchange
  const told = (answer: Answer): Answer => {
    exchange.answered(answer)
    return answer
  }
  if (fault === undefined) {
    send(outgoing, told(perform()))
    return
  }
  switch (fault.kind) {
    case 'reset':
    case 'hang':
    case 'late-commit':
      leaveUnanswered(exchange, fault)
      break
    case 'mid-body':
      sendHalf(outgoing, told(plausibleAnswer(exchange, fault.commit)))
      break
    case 'slow':
      sendSlowly(exchange, fault.delayMs)
      break
    case 'endless':
      sendEndless(outgoing, '{"result":{"description":"')
      break
    case 'close-idle':
      sendAndClose(outgoing, told(perform()))
      break
    default:
      send(outgoing, told(faultAnswer(fault, exchange)))
  }
}

type SilentFault = Extract<Fault, { kind: 'reset' | 'hang' | 'late-commit' }>

/** A request that hangs stays open until its client, or the stand-in, closes the connection. */
function leaveUnanswered(exchange: Exchange, fault: SilentFault): void {
  if (fault.kind === 'late-commit') performLate(exchange, fault)
  else if (fault.commit) exchange.perform()
  const isReset = fault.kind === 'reset' || (fault.kind === 'late-commit' && fault.answer === 'reset')
  if (isReset) reset(exchange.outgoing)
}

function performLate(
  { perform, lateWrites }: Exchange,
  { delayMs, journalDelayMs }: Extract<Fault, { kind: 'late-commit' }>,
): void {
  lateWrites.after(delayMs, () => {
    perform({
      scheduleAppend: (append) => {
        if (journalDelayMs === undefined) append()
        else lateWrites.after(journalDelayMs, append)
      },
    })
  })
}

/** Carries the request out before it waits: a client that gives up has written nevertheless. */
function sendSlowly({ outgoing, perform, answered, slowAnswers }: Exchange, delayMs: number): void {
  const answer = perform()
  slowAnswers.after(delayMs, () => {
    if (outgoing.destroyed) return
    answered(answer)
    send(outgoing, answer)
  })
}
