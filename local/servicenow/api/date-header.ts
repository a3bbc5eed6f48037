// The Date header of everything that the stand-in sends, faults included: the instance's own clock, the true time, or
// none. Node would take it from the system's clock.
import { ServerResponse, type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders } from 'node:http'
import type { Instance } from '../records/instance.ts'

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[]

/** Responses whose date is that of their first byte: a slow answer has been waiting for it. */
export function responseClass(instance: Instance): typeof ServerResponse {
  return class<Request extends IncomingMessage> extends ServerResponse<Request> {
    override writeHead(status: number, reason?: string | Headers, headers?: Headers): this {
      const epochMs = dateOf(instance)
      if (epochMs === undefined) this.sendDate = false
      else this.setHeader('date', new Date(epochMs).toUTCString())
      return typeof reason === 'string' ? super.writeHead(status, reason, headers) : super.writeHead(status, reason)
    }
  }
}

function dateOf({ properties, now, clock }: Instance): number | undefined {
  if (properties.dateHeader === 'none') return undefined
  return properties.dateHeader === 'proxy' ? clock() : now()
}
