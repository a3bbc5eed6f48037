// EventBridge's PutEvents on this machine, in the AWS JSON 1.1 protocol of the AWS SDK and CLI and with EventBridge's
// limits and errors. event-bridge.ts decides what happens to an event.
import { randomUUID } from 'node:crypto'
import { Hono, type Context } from 'hono'
import * as v from 'valibot'

/** An event as rules and targets get it. */
export type BusEvent = {
  version: '0'
  id: string
  'detail-type': string
  source: string
  account: string
  time: string
  region: string
  resources: string[]
  detail: Record<string, unknown>
}

const MAX_ENTRIES = 10
const MAX_REQUEST_BYTES = 1_048_576

const Entry = v.object({
  EventBusName: v.optional(v.string(), 'default'),
  Source: v.optional(v.string(), ''),
  DetailType: v.optional(v.string(), ''),
  Detail: v.optional(v.string(), ''),
  Resources: v.optional(v.array(v.string()), []),
  Time: v.optional(v.number()),
})
type Entry = v.InferOutput<typeof Entry>

const PutEvents = v.object({ Entries: v.pipe(v.array(Entry), v.minLength(1), v.maxLength(MAX_ENTRIES)) })
const Detail = v.pipe(
  v.string(),
  v.parseJson(),
  v.check((detail) => !Array.isArray(detail)),
  v.record(v.string(), v.unknown()),
)

type EntryAnswer = { EventId: string } | { ErrorCode: string; ErrorMessage: string }

/** Takes an event, or returns the error code with which to reject it. */
type Accept = (bus: string, event: BusEvent) => string | undefined

export function putEventsRoutes(accept: Accept): Hono {
  const app = new Hono()
  app.post('/', async (c, next) => {
    const target = c.req.header('x-amz-target') ?? ''
    if (!target.startsWith('AWSEvents.')) {
      await next()
      return
    }
    if (target !== 'AWSEvents.PutEvents')
      return answerError(c, 'UnknownOperationException', 'This stand-in supports PutEvents.')
    const request = v.safeParse(PutEvents, await c.req.json().catch(() => undefined))
    if (!request.success) return answerError(c, 'ValidationException', `Entries must hold 1 to ${MAX_ENTRIES} entries.`)
    if (request.output.Entries.reduce((sum, entry) => sum + countBytes(entry), 0) > MAX_REQUEST_BYTES) {
      return answerError(c, 'ValidationException', 'Total size of the entries in the request is over the limit.')
    }
    const Entries = request.output.Entries.map((entry) => putEntry(entry, accept))
    return answerJson(c, { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries })
  })
  return app
}

function putEntry(entry: Entry, accept: Accept): EntryAnswer {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (entry[name] === '')
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      }
  }
  const detail = v.safeParse(Detail, entry.Detail)
  if (!detail.success) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
  const event = toBusEvent(entry, detail.output)
  const errorCode = accept(entry.EventBusName.replace(/^arn:.*:event-bus\//, ''), event)
  return errorCode === undefined
    ? { EventId: event.id }
    : { ErrorCode: errorCode, ErrorMessage: 'A test asked the stand-in to reject this entry.' }
}

function toBusEvent({ Source, DetailType, Resources, Time }: Entry, detail: Record<string, unknown>): BusEvent {
  const time = new Date(Time === undefined ? Date.now() : Time * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account: '000000000000',
    time,
    region: 'us-east-1',
    resources: Resources,
    detail,
  }
}

/** Bytes as EventBridge counts them. */
function countBytes({ Source, DetailType, Detail, Resources, Time }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources]
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14)
}

function answerError(c: Context, type: string, message: string): Response {
  return answerJson(c, { __type: type, message }, 400)
}

function answerJson(c: Context, body: object, status: 200 | 400 = 200): Response {
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/x-amz-json-1.1' })
}
