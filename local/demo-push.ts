// The demo as a caller: sends a push, shows request and answer, and repeats it when the answer
// says to, after the time the answer names.
import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import { executePath, HEADERS } from './documented-requests.ts'

const pushedSchema = v.object({
  status: v.literal('ok'),
  actionId: v.string(),
  data: v.object({ id: v.string(), title: v.string(), url: v.string(), pushedDate: v.string() }),
})
export type Pushed = v.InferOutput<typeof pushedSchema>

const PATIENCE_MS = 20_000

export async function push(apiUrl: string, request: object): Promise<Pushed> {
  const giveUp = Date.now() + PATIENCE_MS
  for (;;) {
    const response = await send(apiUrl, request)
    const body: unknown = await response.json()
    console.log(`${response.status} ${response.statusText}\n${JSON.stringify(body, null, 2)}`)
    if (response.ok) return parsePushed(body)
    const seconds = Number(response.headers.get('retry-after') ?? NaN)
    if (Number.isNaN(seconds)) throw new Error(`the push was answered ${response.status} without a Retry-After`)
    if (Date.now() + seconds * 1000 > giveUp)
      throw new Error(`the push was answered ${response.status}, and Retry-After ${seconds} s is too long for a demo`)
    console.log(`The answer says to repeat it after ${seconds} s.`)
    await sleep(seconds * 1000)
  }
}

function send(apiUrl: string, request: object): Promise<Response> {
  const url = apiUrl + executePath('local')
  console.log(`\nPOST ${url}\n${JSON.stringify(request)}\n`)
  return fetch(url, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
}

function parsePushed(body: unknown): Pushed {
  const parsed = v.safeParse(pushedSchema, body)
  if (!parsed.success) throw new Error(`the answer is not the documented one: ${v.summarize(parsed.issues)}`)
  return parsed.output
}
