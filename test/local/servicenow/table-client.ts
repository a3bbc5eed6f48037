// A client of the stand-in for its own tests: one real HTTP call, and everything of its answer.
import * as v from 'valibot'

export type Reply = { status: number; headers: Headers; text: string; json: unknown }

export type CallOptions = { method?: string; body?: unknown; headers?: Record<string, string | undefined> }

export const authorization = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

export const jsonHeaders = {
  authorization: authorization('case-push', 'local-password'),
  accept: 'application/json',
  'content-type': 'application/json',
}

/** Sends a string body as it is and any other body as JSON; leaves out headers that are `undefined`. */
export async function call(url: string, { method = 'GET', body, headers = {} }: CallOptions = {}): Promise<Reply> {
  const wanted: Record<string, string | undefined> = { ...jsonHeaders, ...headers }
  const sent = new Headers()
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) sent.set(name, value)
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body)
  return readReply(await fetch(url, { method, headers: sent, body: text, redirect: 'manual' }))
}

const recordSchema = v.object({ result: v.record(v.string(), v.unknown()) })
const listSchema = v.object({ result: v.array(v.record(v.string(), v.unknown())) })

export const recordOf = (reply: Reply): Record<string, unknown> => v.parse(recordSchema, reply.json).result

export const rowsOf = (reply: Reply): Record<string, unknown>[] => v.parse(listSchema, reply.json).result

export const sysIdOf = (reply: Reply): string => v.parse(v.string(), recordOf(reply).sys_id)

const importSchema = v.object({ result: v.array(v.record(v.string(), v.string())) })

/** The rows of an import's answer. */
export const importedRows = (reply: Reply): Record<string, string>[] => v.parse(importSchema, reply.json).result

async function readReply(response: Response): Promise<Reply> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? parseOrUndefined(text) : undefined,
  }
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
