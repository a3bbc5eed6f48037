// The HTTP API in this process: the handler `execute` on the stand-ins, called with events.
import type { ConnectedContext } from '../../lib/middleware/connection.ts'
import { parseAnswer, type HttpAnswer } from './http-answer.ts'
import type { HttpEvent } from './events.ts'
import { lambdaContext } from './lambda-context.ts'
import { startStandIns, type StandIns } from './stand-ins.ts'

export type HttpApi = Pick<StandIns, 'servicenow' | 'storeConnector' | 'close'> & {
  /** Invokes the handler. */
  send(event: HttpEvent): Promise<HttpAnswer>
}

/** Sets this process's environment and imports the handler there: once in a test file. */
export async function startHttpApi(): Promise<HttpApi> {
  const { environment, ...standIns } = await startStandIns()
  Object.assign(process.env, environment, { POWERTOOLS_LOG_LEVEL: 'SILENT' })
  const { handler } = await import('../../handlers/execute.ts')
  return {
    ...standIns,
    send: async (event) => parseAnswer(await handler(structuredClone(event), lambdaContext() as ConnectedContext)),
  }
}
