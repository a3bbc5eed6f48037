// Which faults of ServiceNow struck a request, and what the push made of each, as far as ServiceNow's log shows it.
import type { LoggedRequest } from '../servicenow/server.ts'

type Request = {
  caseId: string | undefined
  /** The sys_id of the incident. */
  incident: string | undefined
  number: string | undefined
  endMs: number
  durationMs: number | undefined
  /** Whether the push ended well. */
  isDone: boolean
}

/** How far the clocks of two processes of one machine round apart. */
const MARGIN_MS = 20

/** A sentence for each kind of request that a fault struck while this one ran; none where none did. */
export function survivedFaults(request: Request, log: readonly LoggedRequest[]): string[] {
  const calls = log.filter((call) => isDuring(call, request) && isAbout(call, request))
  const creates = calls.filter(({ method }) => method === 'POST')
  const updates = calls.filter(({ method }) => method === 'PATCH' || method === 'PUT')
  const reads = calls.filter(({ method }) => method === 'GET')
  return [
    sentence(creates, 'create', request),
    sentence(updates, 'update', request),
    sentence(reads, 'read', request),
  ].filter((text) => text !== undefined)
}

function isDuring({ at }: LoggedRequest, { endMs, durationMs = 0 }: Request): boolean {
  const atMs = Date.parse(at)
  return atMs >= endMs - durationMs - MARGIN_MS && atMs <= endMs + MARGIN_MS
}

function isAbout({ path, query, body }: LoggedRequest, { caseId, incident }: Request): boolean {
  const text = `${path} ${query} ${typeof body === 'string' ? body : JSON.stringify(body)}`
  return [caseId, incident].some((id) => id !== undefined && id !== '' && text.includes(id))
}

function sentence(calls: readonly LoggedRequest[], what: keyof typeof ENDS, request: Request): string | undefined {
  const faults = [...new Set(calls.flatMap(({ fault }) => fault ?? []))].filter((fault) => !HARMLESS.has(fault))
  if (faults.length === 0) return undefined
  const kinds = faults.join(', ')
  if (!request.isDone) return `${what}: failed (${kinds})`
  const isRepeated = calls.at(-1)?.fault === undefined
  return ENDS[what][isRepeated ? 'repeated' : 'found'](kinds, request.number ?? 'the incident')
}

/** Kinds after which the answer arrives all the same. */
const HARMLESS: ReadonlySet<string> = new Set(['slow', 'close-idle', 'drop', 'short-list'])

const ENDS = {
  create: {
    found: (kinds: string, number: string) => `create: answer lost (${kinds}); found ${number}, not created again`,
    repeated: (kinds: string, number: string) =>
      `create: failed (${kinds}), and nothing had come of it; created ${number}`,
  },
  update: {
    found: (kinds: string, number: string) => `update: answer lost (${kinds}); found in ${number}, not sent again`,
    repeated: (kinds: string) => `update: failed (${kinds}); sent again, and only what was missing`,
  },
  read: {
    found: (kinds: string) => `read: failed (${kinds}); the push went on without it`,
    repeated: (kinds: string) => `read: failed (${kinds}); read again`,
  },
}
