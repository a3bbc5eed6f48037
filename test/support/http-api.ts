// The HTTP API in this process: the handlers that name a connector, on the stand-ins, called with events.
import type { ConnectedContext } from '../../lib/middleware/connection.ts'
import { parseAnswer, type HttpAnswer } from './http-answer.ts'
import type { HttpEvent } from './events.ts'
import { lambdaContext } from './lambda-context.ts'
import { startStandIns, type StandIns } from './stand-ins.ts'

export type HttpApi = Pick<StandIns, 'servicenow' | 'storeConnector' | 'close'> & {
  /** Invokes the handler of the event's route. */
  send(event: HttpEvent): Promise<HttpAnswer>
}

/** Sets this process's environment and imports the handler there: once in a test file. */
export async function startHttpApi(): Promise<HttpApi> {
  const { environment, ...standIns } = await startStandIns()
  Object.assign(process.env, environment, { POWERTOOLS_LOG_LEVEL: 'SILENT', IS_OFFLINE: 'true' })
  const { handler: execute } = await import('../../handlers/execute.ts')
  const { handler: comment } = await import('../../handlers/comment.ts')
  const { handler: findIncident } = await import('../../handlers/find-incident.ts')
  const { handler: connector } = await import('../../handlers/connector.ts')
  const handlerOf = ({ routeKey }: HttpEvent) => {
    if (routeKey.endsWith('/comments')) return comment
    if (routeKey.endsWith('/{connectorId}') || routeKey.endsWith('/_test')) return connector
    return routeKey.endsWith('/{incidentId}') ? findIncident : execute
  }
  return {
    ...standIns,
    send: async (event) =>
      parseAnswer(event, await handlerOf(event)(structuredClone(event), lambdaContext() as ConnectedContext)),
  }
}
