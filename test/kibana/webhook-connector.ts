// A Webhook - Case Management connector as Kibana runs it: the calls of one push, one after the other, what each answer
// must be, and the words in which a failure is told. Nothing is ever tried again.
import { caseValues, jsonValues, normalizeUrl, render, urlValues, type CaseFields, type Values } from './templates.ts'

/** The body by which Kibana's API creates the connector. */
export type ConnectorBody = {
  name: string
  connector_type_id: '.cases-webhook'
  config: {
    createIncidentMethod?: string
    createIncidentUrl: string
    createIncidentJson: string
    createIncidentResponseKey: string
    getIncidentMethod?: string
    getIncidentUrl: string
    getIncidentResponseExternalTitleKey: string
    viewIncidentUrl: string
    updateIncidentMethod?: string
    updateIncidentUrl: string
    updateIncidentJson: string
    createCommentMethod?: string
    createCommentUrl?: string
    createCommentJson?: string
    headers?: Record<string, string>
    hasAuth?: boolean
  }
  secrets: { user?: string; password?: string; secretHeaders?: Record<string, string> }
}

/** `externalId` is what Kibana has recorded of an earlier push, null for none. */
export type PushedCase = { externalId: string | null; fields: CaseFields; comments: readonly string[] }
export type ExternalIncident = { id: string; title: string; url: string }

type Call = { what: string; url: string; method: string; json?: string; answers?: string }

const TIMEOUT_MS = 60_000

/** @param allowedHosts `xpack.actions.allowedHosts` of kibana.yml */
export function createWebhookConnector(body: ConnectorBody, allowedHosts: readonly string[] = ['*']) {
  const { config } = body
  const send = sender(body, allowedHosts)

  async function seen(id: string): Promise<ExternalIncident> {
    const { getIncidentUrl, getIncidentResponseExternalTitleKey: answers, viewIncidentUrl } = config
    const url = render(getIncidentUrl, urlValues(id))
    const title = await told(`Unable to get case with id ${id}`, () =>
      send({ what: 'Get case', url, method: config.getIncidentMethod ?? 'get', answers }),
    )
    return { id, title, url: allowed(render(viewIncidentUrl, urlValues(id, title)), 'View case', allowedHosts) }
  }

  const created = (fields: CaseFields) =>
    told('Unable to create case', async () => {
      const { createIncidentUrl: url, createIncidentJson, createIncidentResponseKey: answers } = config
      const json = render(createIncidentJson, caseValues(fields))
      return seen(
        await send({ what: 'Create case', url, method: config.createIncidentMethod ?? 'post', json, answers }),
      )
    })

  const updated = (id: string, fields: CaseFields) =>
    told(`Unable to update case with id ${id}`, async () => {
      const json = render(config.updateIncidentJson, { ...caseValues(fields), ...jsonValues(id) })
      const url = render(config.updateIncidentUrl, urlValues(id))
      await send({ what: 'Update case', url, method: config.updateIncidentMethod ?? 'put', json })
      return seen(id)
    })

  const commented = (id: string, comment: string) =>
    told(`Unable to create comment at case with id ${id}`, async () => {
      const { createCommentUrl, createCommentJson, createCommentMethod: method = 'put' } = config
      if (createCommentUrl === undefined || createCommentJson === undefined) return
      const json = render(createCommentJson, jsonValues(id, comment))
      await send({ what: 'Create comment', url: render(createCommentUrl, urlValues(id)), method, json })
    })

  return {
    /** One push. @throws Error with the text that Kibana shows; what the calls before have done is forgotten */
    async push({ externalId, fields, comments }: PushedCase): Promise<ExternalIncident> {
      const incident = await (externalId === null ? created(fields) : updated(externalId, fields))
      for (const comment of comments) await commented(incident.id, comment)
      return incident
    },
  }
}

export type WebhookConnector = ReturnType<typeof createWebhookConnector>

function sender({ config, secrets }: ConnectorBody, allowedHosts: readonly string[]) {
  const { hasAuth = true } = config
  const basic = Buffer.from(`${secrets.user ?? ''}:${secrets.password ?? ''}`).toString('base64')
  const headers = new Headers({ 'content-type': 'application/json' })
  const configured = {
    ...config.headers,
    ...secrets.secretHeaders,
    ...(hasAuth ? { authorization: `Basic ${basic}` } : {}),
  }
  for (const [name, value] of Object.entries(configured)) headers.set(name, value)
  return async ({ what, url, method, json, answers }: Call): Promise<string> => {
    const target = allowed(url, what, allowedHosts)
    if (json !== undefined && !isJson(json)) throw new Error(`JSON Error: ${what} JSON body must be valid JSON`)
    const answer = await fetch(target, {
      method: method.toUpperCase(),
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(json === undefined ? {} : { body: json }),
    }).catch((error: unknown) => {
      throw networkError(error)
    })
    return answered(answer, { url: target, method, answers })
  }
}

class StatusError extends Error {
  readonly answer: string
  constructor(status: number, answer: string) {
    super(`Request failed with status code ${status}`)
    this.answer = answer
  }
}

async function answered(
  answer: Response,
  { url, method, answers }: { url: string; method: string; answers: string | undefined },
): Promise<string> {
  const text = await answer.text()
  const data = isJson(text) ? (JSON.parse(text) as unknown) : text
  if (!answer.ok)
    throw new StatusError(answer.status, `${text === '' ? '' : JSON.stringify(data)} Reason: ${answer.statusText}`)
  const type = answer.headers.get('content-type')
  const supported = `in ${method} ${url}. Supported content types: application/json`
  if (type === null) throw new Error(`Missing content type header ${supported}`)
  if (!type.includes('application/json')) throw new Error(`Unsupported content type: ${type} ${supported}`)
  if (text !== '' && (typeof data !== 'object' || data === null)) throw new Error('Response is not a valid JSON')
  if (answers === undefined) return ''
  const value = valueAt(data, answers)
  if (value === undefined) throw new Error(`Response is missing the expected field: ${answers}`)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** What a path such as `data.id` or `[0].name` leads to; null is a value, too. */
export function valueAt(data: unknown, path: string): unknown {
  const keys = path.match(/[^.[\]]+/g) ?? []
  return keys.reduce<unknown>(
    (value, key) => (value === null || value === undefined ? undefined : (value as Values)[key]),
    data,
  )
}

function allowed(url: string, what: string, allowedHosts: readonly string[]): string {
  const { hostname } = new URL(url)
  if (allowedHosts.includes('*') || allowedHosts.includes(hostname)) return normalizeUrl(url)
  throw new Error(
    `Invalid ${what} URL: Error: error configuring connector action: target url "${url}" is not added to the Kibana ` +
      'config xpack.actions.allowedHosts',
  )
}

async function told<T>(what: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    const { message } = error as Error
    const answer = error instanceof StatusError ? error.answer : ' '
    throw new Error(`[Action][Webhook - Case Management]: ${what}. Error: ${message}. ${answer}`)
  }
}

// fetch tells the code of a broken connection in the cause alone.
function networkError(error: unknown): Error {
  const { message, cause } = error as Error & { cause?: Error }
  return new Error(cause?.message ?? message)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
