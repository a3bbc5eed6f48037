// Kibana, API Gateway, the handlers, ServiceNow and AWS for one test file, and what a person does with them: presses
// the button, waits a while, presses again.
import { setTimeout as sleep } from 'node:timers/promises'
import { clockModule, passTime } from './moved-clock.ts' // before everything that reads the clock
import type { IncidentRecord } from '../../local/servicenow/server.ts'
import { hashOf } from '../../lib/api-keys.ts'
import { functionEnvironment } from '../support/aws-environment.ts'
import { connectorSecret } from '../support/connector-secret.ts'
import { startFunctions, type FunctionName } from '../support/functions.ts'
import { until } from '../support/until.ts'
import type { KibanaCase } from './case.ts'
import { connectorBody, type Era } from './connector-bodies.ts'
import { startGateway } from './gateway.ts'
import { mappingInGuide } from './guide.ts'
import { createWebhookConnector } from './webhook-connector.ts'

const KEY = { keyId: 'kibana', key: 'local-key' }
/** How long a person waits before the next press: longer than any lease lasts and any doubt needs to settle. */
const PAUSE_MS = 180_000
const MAX_PRESSES = 4

/** By then a late commit of the stand-in, which waits by the real clock, is done. */
const LATE_MS = 60

/** Where a killed function was: `commit` says whether ServiceNow had carried out its write; undefined: it had none. */
export type Death = { method: 'POST' | 'PATCH'; commit: boolean } | undefined

export async function setStage() {
  const functions = await startFunctions()
  const { servicenow, urls } = functions
  Object.assign(process.env, functionEnvironment(urls), { POWERTOOLS_LOG_LEVEL: 'SILENT' })
  const secret = connectorSecret(servicenow.url)
  const config = { ...secret.config, ...mappingInGuide() }
  await functions.storeConnector('soc', { ...secret, config })
  await functions.storeApiKeys({ [KEY.keyId]: { hash: hashOf(KEY.key), connectors: ['soc'] } })

  let death: Death
  const writes = () => servicenow.requests().filter(({ method }) => method !== 'GET').length
  const gateway = await startGateway(async (handler, event) => {
    const before = writes()
    const process = await functions.start(handler as FunctionName, { NODE_OPTIONS: `--import=${clockModule()}` })
    const died = process.invoke(event).catch(() => undefined)
    if (death !== undefined) {
      const { method, commit } = death
      servicenow.addFault({ on: { method }, fault: { kind: 'hang', commit } })
      await until('the function writes', () => writes() > before)
    }
    await process.close()
    await died
  })

  const connectorOf = (era: Era = '9.2', credentials: Partial<typeof KEY> = {}) => {
    const places = { casePush: gateway.url, connectorId: 'soc', instance: servicenow.url }
    return createWebhookConnector(connectorBody(era, { ...places, ...KEY, ...credentials }), ['127.0.0.1'])
  }

  return {
    gateway,
    servicenow,
    connectorOf,
    /** Where the next function that is killed will be. */
    dieAt: (next: Death) => {
      death = next
    },
    /** Presses, a while later each time, until Kibana shows the incident. @returns it, and the errors before it */
    pushUntilDone: async (theCase: KibanaCase, connector = connectorOf(), errors: readonly string[] = []) => {
      const failures = [...errors]
      for (;;) {
        await sleep(LATE_MS)
        passTime(PAUSE_MS)
        const ended = await theCase.push(connector).catch((error: unknown) => String(error))
        if (typeof ended !== 'string') return { incident: ended, failures }
        failures.push(ended)
        if (failures.length > MAX_PRESSES) throw new Error(failures.join('\n'))
      }
    },
    /** The journal of an incident, its texts as Kibana sent them, sorted. */
    textsOf: (incident: IncidentRecord | undefined) =>
      (incident?.journal ?? []).map(({ value }) => value.replace(/ \(added at .*\)$/s, '')).sort(),
    /** The incidents of a case, once nothing of it is under way any more. */
    incidentsOf: async (caseId: string) => {
      await sleep(LATE_MS)
      return servicenow.incidents().filter(({ correlation_id }) => correlation_id === caseId)
    },
    close: async () => {
      await gateway.close()
      await functions.close()
    },
  }
}

export type Stage = Awaited<ReturnType<typeof setStage>>
