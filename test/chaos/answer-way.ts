// The way of one answer back to the sender of its request: whole, late, in part or not at all.
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Passage } from './passage.ts'

export type AnswerWay = {
  /** Passes a part of the answer on. Resolves when the next may come. */
  pass(chunk: Buffer): Promise<void>
  /** The far side closed the connection. */
  end(isReset: boolean): void
  /** Resolves when the answer, or the end of the connection, has come. */
  begun: Promise<undefined>
}

/** A reset overtakes what its receiver has not read yet. */
const READ_MS = 20

export function answerWay(sender: Socket, { answers, answerHoldMs, answered }: Passage): AnswerWay {
  const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>()
  let isFirst = true
  let passed = Promise.resolve()
  const passPart = async (chunk: Buffer, isFirstPart: boolean) => {
    if (answerHoldMs > 0) await sleep(answerHoldMs)
    if (sender.destroyed) return
    if (answers === 'reset') sender.resetAndDestroy()
    else if (answers === 'all') await write(sender, chunk)
    else if (answers === 'half' && isFirstPart) await passHalf(sender, chunk)
  }
  return {
    begun,
    pass: (chunk) => {
      if (isFirst) answered?.()
      passed = passPart(chunk, isFirst)
      isFirst = false
      begin(undefined)
      return passed
    },
    end: (isReset) => {
      begin(undefined)
      if (answers === 'nothing') return
      void passed.then(() => (isReset ? sender.resetAndDestroy() : sender.end()))
    },
  }
}

/** A sender that is stopped reads nothing. */
function write(sender: Socket, chunk: Buffer): Promise<unknown> {
  return new Promise((resolve) => sender.write(chunk, resolve))
}

async function passHalf(sender: Socket, chunk: Buffer): Promise<void> {
  sender.write(chunk.subarray(0, Math.floor(chunk.length / 2)))
  await sleep(READ_MS)
  sender.resetAndDestroy()
}
