// The demo as a caller: sends a push, shows the request and its answer, and repeats the push if the answer asks for it,
// after the time that the answer names.
import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import { executePath, HEADERS } from './documented-requests.ts'

const Pushed = v.object({
  status: v.literal('ok'),
  actionId: v.string(),
  data: v.object({ id: v.string(), title: v.string(), url: v.string(), pushedDate: v.string() }),
})
export type Pushed = v.InferOutput<typeof Pushed>

const PUSH_TIMEOUT_MS = 20_000

export async function push(apiUrl: string, request: object): Promise<Pushed> {
  const giveUpMs = Date.now() + PUSH_TIMEOUT_MS
  for (;;) {
    const response = await send(apiUrl, request)
    const body: unknown = await response.json()
    console.log(`${response.status} ${response.statusText}\n${JSON.stringify(body, null, 2)}`)
    if (response.ok) return parsePushed(body)
    const retryAfterS = Number(response.headers.get('retry-after') ?? NaN)
    if (Number.isNaN(retryAfterS)) throw new Error(`the push was answered ${response.status} without a Retry-After`)
    if (Date.now() + retryAfterS * 1000 > giveUpMs)
      throw new Error(
        `the push was answered ${response.status}, and its Retry-After of ${retryAfterS} s is too long for a demo`,
      )
    console.log(`The answer asks to repeat the push after ${retryAfterS} s.`)
    await sleep(retryAfterS * 1000)
  }
}

function send(apiUrl: string, request: object): Promise<Response> {
  const url = apiUrl + executePath('local')
  console.log(`\nPOST ${url}\n${JSON.stringify(request)}\n`)
  return fetch(url, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(PUSH_TIMEOUT_MS),
  })
}

function parsePushed(body: unknown): Pushed {
  const parsed = v.safeParse(Pushed, body)
  if (!parsed.success) throw new Error(`the answer is not the documented one: ${v.summarize(parsed.issues)}`)
  return parsed.output
}
