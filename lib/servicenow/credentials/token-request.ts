// One request for an OAuth token (servicenow-api.md §6), and what each answer means. It writes nothing in ServiceNow,
// so whatever happens to it has the effect `none`.
import * as v from 'valibot'
import type { Clock } from '../../clock.ts'
import type { JwtLogin, Login } from '../../connectors/connector.ts'
import { PushError } from '../../errors.ts'
import type { Budget } from '../../push/ports.ts'
import { JsonText } from '../../schema/json.ts'
import { classifyResponse, resultAs, retryAfterOf } from '../classify-response.ts'
import { exchange, type Answer, type Request } from '../exchange.ts'
import { signedAssertion } from './jwt-assertion.ts'

export type TokenLogin = Extract<Login, { kind: 'client_credentials' }> | JwtLogin

/** Who asks which instance. `apiUrl` has no trailing slash. */
export type Applicant = { apiUrl: string; login: TokenLogin }

/** A token, and until when to use it, epoch ms. One that is not to be kept has a time that has passed. */
export type Token = { text: string; useUntilMs: number }

/** An error of the token request. */
export class TokenError extends PushError {
  /** The seconds that the answer itself asked for. */
  readonly namedRetryAfterS: number | undefined

  constructor({ code, reason, retryAfterS, cause }: PushError, namedRetryAfterS: number | undefined) {
    super(code, { reason, retryAfterS, cause, effect: 'none' })
    this.namedRetryAfterS = namedRetryAfterS
  }
}

/** @throws PushError with the effect `none` */
export async function requestToken(applicant: Applicant, budget: Budget, clock: Clock): Promise<Token> {
  const request = await requestOf(applicant, clock)
  let namedRetryAfterS: number | undefined
  try {
    // The call that needs the token begins by `startByMs`, so the token has to be there by then.
    const answer = await exchange(request, { ...budget, untilMs: budget.startByMs }, clock)
    namedRetryAfterS = retryAfterOf(answer, clock.now())
    return tokenIn(answer, namedRetryAfterS)
  } catch (error) {
    if (!(error instanceof PushError)) throw error
    throw new TokenError(ABOUT_RECORDS.includes(error.code) ? unusable() : error, namedRetryAfterS)
  }
}

const MAX_ANSWER_BYTES = 65_536

async function requestOf({ apiUrl, login }: Applicant, clock: Clock): Promise<Request> {
  const { clientId, clientSecret } = login
  const grant: Record<string, string> =
    login.kind === 'jwt_bearer'
      ? {
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: await signedAssertion(login, clock.now()),
        }
      : { grant_type: 'client_credentials' }
  const body = new URLSearchParams({ ...grant, client_id: clientId, client_secret: clientSecret }).toString()
  return {
    method: 'POST',
    url: new URL(`${apiUrl}/oauth_token.do`),
    headers: {
      accept: 'application/json',
      'user-agent': 'case-push',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  }
}

const Issued = v.object({
  // It goes into a header as it is.
  access_token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/)),
  token_type: v.pipe(v.string(), v.regex(/^bearer$/i)),
  expires_in: v.optional(v.unknown()),
})

/** RFC 6749 §5.2, unlike ServiceNow's own envelope, whose `error` is an object. */
const Refusal = v.pipe(JsonText, v.object({ error: v.string() }))

function tokenIn(answer: Answer, retryAfterS: number | undefined): Token {
  const { status, body } = answer
  if (status === 200) {
    const issued = v.safeParse(v.pipe(JsonText, Issued), body)
    if (issued.success) return tokenOf(issued.output, answer.sentAtMs)
  }
  // 401 stands for nearly every cause; a refusal with another status is one of the standard's.
  if ((status === 400 || status === 403) && v.is(Refusal, body))
    throw new PushError('servicenow_unauthorized', { reason: 'authentication', retryAfterS: 30 })
  // What an answer of the Table API means, one of the token endpoint means too. A result is no token.
  return resultAs(v.never(), classifyResponse(answer, { isRecord: false }, retryAfterS))
}

/** What the Table API means by a 400 or a 404 concerns a table or a record. Here the endpoint does not work. */
const ABOUT_RECORDS: readonly string[] = ['misconfigured', 'servicenow_rejected']

const unusable = () => new PushError('servicenow_unavailable', { reason: 'status', retryAfterS: 5 })

/** A token is asked for again after this, whatever it says: one that names a year is most likely wrong. */
const MAX_LIFETIME_S = 3_600

/** Of a token that does not tell its life. Should it end sooner, the 401 renews it. */
const UNKNOWN_LIFETIME_S = 60

const MAX_MARGIN_S = 60

function tokenOf({ access_token, expires_in }: v.InferOutput<typeof Issued>, sentAtMs: number): Token {
  const lifetimeS = Math.min(lifetimeOf(expires_in), MAX_LIFETIME_S)
  // Until it expires ServiceNow hands out the same token, with what is left of its life: with a margin of a minute
  // alone, every call of the last minute would ask again.
  const marginS = Math.min(lifetimeS / 10, MAX_MARGIN_S)
  return { text: access_token, useUntilMs: sentAtMs + (lifetimeS - marginS) * 1000 }
}

function lifetimeOf(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'string' && /^\d{1,9}$/.test(expiresIn) ? Number(expiresIn) : expiresIn
  return typeof seconds === 'number' ? Math.max(seconds, 0) : UNKNOWN_LIFETIME_S
}
