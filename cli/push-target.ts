// One HTTP exchange with case-push: where to, with which key, and what its failures mean. The key goes to this address
// alone: redirects are not followed.
import type { Answer } from './push-answer.ts'
import type { PushRequest } from './push-body.ts'

export type Target = { url: string; connectorId: string; authorization: string; isDryRun: boolean }

/** API Gateway ends a request after 30 s. */
const TIMEOUT_MS = 40_000

/** `isWrong`: asking again is no use, unless something has answered there before. */
export type NoAnswer = { noAnswer: string; isWrong: boolean }

export async function sendTo(target: Target, request: PushRequest): Promise<Answer | NoAnswer> {
  const query = target.isDryRun || request.isDryRun ? '?dryRun=true' : ''
  const { idempotencyKey } = request
  try {
    const response = await fetch(`${target.url}/api/actions/connector/${target.connectorId}/_execute${query}`, {
      method: 'POST',
      headers: {
        authorization: target.authorization,
        'content-type': 'application/json',
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body: request.text,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() }
  } catch (error) {
    return noAnswer(error)
  }
}

const ABOUT_URL: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of this name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak https',
}

function noAnswer(error: unknown): NoAnswer {
  if (error instanceof Error && error.name === 'TimeoutError')
    return { noAnswer: 'no answer came in time', isWrong: false }
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const about = ABOUT_URL[code]
  // Not of the network: a port that fetch does not call, for example.
  if (code === '') return { noAnswer: cause instanceof Error ? cause.message : String(error), isWrong: true }
  if (about !== undefined) return { noAnswer: about, isWrong: true }
  if (/CERT|SIGNATURE|ALTNAME/.test(code)) return { noAnswer: `its certificate is not valid (${code})`, isWrong: true }
  return { noAnswer: `the connection failed (${code})`, isWrong: false }
}
