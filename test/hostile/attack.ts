// One attacked door: the HTTP function in a process of its own, on healthy stand-ins, and the check of every answer.
import type { Event } from '../support/door.ts'
import { answerOf, startFunctions, type HttpAnswer } from '../security/functions.ts'
import { documentedCode, expectAskedFor } from './documented.ts'

export type Attacked = {
  /** Sends one event and checks its answer. @returns the code, or `ok` for a push */
  send(event: Event): Promise<{ code: string; answer: HttpAnswer }>
  /** The function's memory after a collection of garbage. */
  memory(): Promise<NodeJS.MemoryUsage>
  /** Incidents are forgotten: the stand-in would hold all of a campaign's. */
  clear(): void
  close(): Promise<void>
}

export async function openAttacked(): Promise<Attacked> {
  const functions = await startFunctions()
  const execute = await functions.start('execute', { POWERTOOLS_LOG_LEVEL: 'SILENT' })
  return {
    send: async (event) => {
      functions.servicenow.clearRequests()
      const answer = answerOf(await execute.invoke(event))
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
