// One run over the dead letters of a stage: each is received once and looked at; those that match are sent again and
// only then deleted; all others are shown to others again at the end.
import { letterOf, type Letter } from './dead-letter.ts'
import type { DeadLetters, Held } from './dead-letter-queue.ts'

export type RunOptions = {
  matches: (letter: Letter) => boolean
  /** Looks, and sends nothing. */
  isDryRun: boolean
  /** Ends the run after the letters that it is at. */
  stopping: AbortSignal
  /** Called for each letter that matches; `problem`: why it stays in the queue. */
  told: (letter: Letter, problem: string | undefined) => void
  /** Called after each batch. @param seen how many letters were looked at */
  progressed: (seen: number) => void
}

export type Tally = { seen: number; sent: number; left: number; others: number }

export async function runThrough(queue: DeadLetters, options: RunOptions): Promise<Tally> {
  const handles = new Map<string, string>()
  const tally: Tally = { seen: 0, sent: 0, left: 0, others: 0 }
  const seen = new Set<string>()
  const handle = async (held: Held): Promise<void> => {
    handles.set(held.id, held.handle)
    if (seen.has(held.id)) return
    seen.add(held.id)
    const letter = letterOf(held)
    tally.seen += 1
    // What was sent again and failed again is a new letter: it waits for the next run.
    if (held.sentAtMs > queue.startedAtMs || !options.matches(letter)) {
      tally.others += 1
      return
    }
    const problem = options.isDryRun ? problemOf(letter) : await sendAgain(queue, letter, held)
    tally[problem === undefined ? 'sent' : 'left'] += 1
    if (problem === undefined && !options.isDryRun) handles.delete(held.id)
    options.told(letter, problem)
  }
  try {
    while (!options.stopping.aborted) {
      const batch = await queue.receive()
      if (batch.length === 0) break
      await Promise.all(batch.map(handle))
      options.progressed(tally.seen)
    }
    return tally
  } finally {
    await queue.release([...handles.values()])
  }
}

const problemOf = ({ again }: Letter): string | undefined => ('left' in again ? again.left : undefined)

/** @returns why the letter stays in the queue */
async function sendAgain(queue: DeadLetters, { again }: Letter, { handle }: Held): Promise<string | undefined> {
  if ('left' in again) return again.left
  const refusal = await queue.send(again)
  if (refusal !== undefined) return `the bus did not take it: ${refusal}`
  try {
    await queue.remove(handle)
    return undefined
  } catch (error) {
    return `it was sent, but is still here: ${error instanceof Error ? error.message : String(error)}`
  }
}
