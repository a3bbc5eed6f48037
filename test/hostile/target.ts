// The target of the attacks: the HTTP function in a process of its own, on healthy stand-ins. Every answer is checked.
import type { HttpEvent } from '../support/events.ts'
import { startFunctions } from '../support/functions.ts'
import type { HttpAnswer } from '../support/http-answer.ts'
import { documentedCode, expectAskedFor } from './documented.ts'

export type Target = {
  /** Sends one event and checks its answer. @returns the code, or `ok` for a push */
  send(event: HttpEvent): Promise<{ code: string; answer: HttpAnswer }>
  /** The function's memory after a collection of garbage. */
  memory(): Promise<NodeJS.MemoryUsage>
  /** Forgets the incidents, so that the stand-in does not hold all of a campaign's. */
  clear(): void
  close(): Promise<void>
}

export async function startTarget(): Promise<Target> {
  const functions = await startFunctions()
  const execute = await functions.start('execute', { POWERTOOLS_LOG_LEVEL: 'SILENT' })
  return {
    send: async (event) => {
      functions.servicenow.clearRequests()
      const answer = await execute.answer(event)
      const code = documentedCode(event, answer)
      expectAskedFor(event, code, functions.servicenow.requests())
      return { code, answer }
    },
    memory: () => execute.memory(),
    clear: () => {
      functions.servicenow.clear()
    },
    close: () => functions.close(),
  }
}
