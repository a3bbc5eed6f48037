// What a plain script does instead of a push. The reference: Kibana's own connector since 7.16 on the Table API, which
// writes, reads the record back, and does both again for each comment, with all fields each time. It keeps no record,
// so a repeated request writes everything again.
import { once } from 'node:events'
import http from 'node:http'
import * as v from 'valibot'
import { HEAD_QUERY } from '../../lib/servicenow/head-row.ts'
import { basicHeaders } from '../../lib/servicenow/credentials/authorization.ts'
import type { Case } from './cases.ts'

export type PlainScript = {
  /** The one call that a push makes for a case without comments. */
  bareCreate: (given: Case) => Promise<void>
  /** @returns the incident's sys_id */
  create: (given: Case) => Promise<string>
  update: (id: string, given: Case) => Promise<void>
}

const ACCOUNT = { username: 'case-push', password: 'local-password' }
const Written = v.object({ result: v.object({ sys_id: v.string() }) })

/** @param serviceNowUrl base of the instance's URLs */
export function createPlainScript(serviceNowUrl: string): PlainScript {
  const agent = new http.Agent({ keepAlive: true })

  async function call(method: string, path: string, record?: object): Promise<string> {
    const body = record === undefined ? undefined : JSON.stringify(record)
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const headers = { accept: 'application/json', 'content-type': 'application/json', ...length }
    const request = http.request(`${serviceNowUrl}/api/now/v2/table/incident${path}`, {
      agent,
      method,
      headers: { ...headers, ...basicHeaders(ACCOUNT) },
    })
    request.end(body)
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    const chunks = (await response.toArray()) as Buffer[]
    return v.parse(Written, JSON.parse(Buffer.concat(chunks).toString('utf8'))).result.sys_id
  }

  async function addComments(id: string, given: Case): Promise<void> {
    for (const { comment } of given.comments) {
      await call('PATCH', `/${id}`, { ...fieldsOf(given), work_notes: comment })
      await call('GET', `/${id}`)
    }
  }

  return {
    bareCreate: async (given) => {
      await call('POST', `?${new URLSearchParams(HEAD_QUERY).toString()}`, fieldsOf(given))
    },
    create: async (given) => {
      const id = await call('POST', '', fieldsOf(given))
      await call('GET', `/${id}`)
      await addComments(id, given)
      return id
    },
    update: async (id, given) => {
      await call('PATCH', `/${id}`, fieldsOf(given))
      await call('GET', `/${id}`)
      await addComments(id, given)
    },
  }
}

function fieldsOf({ savedObjectId, title, description }: Case): Record<string, string> {
  return {
    short_description: title,
    description,
    correlation_id: savedObjectId,
    caller_id: ACCOUNT.username,
  }
}
