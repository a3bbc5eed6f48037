// A caller as the README describes one: it pushes a case through the core, over real HTTP, and sends the same request
// again as the answers say. A second that an answer asks for passes on the caller's clock, and takes 10 ms here.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ledger } from '../../lib/push/ports.ts'
import { parseCase } from '../../lib/case/parse-case.ts'
import { parseComment, type CommentPush } from '../../lib/case/parse-comment.ts'
import type { Connector, Mapping } from '../../lib/connectors/connector.ts'
import { PushError } from '../../lib/errors.ts'
import { createLedger } from '../../lib/ledger/dynamodb-ledger.ts'
import type { Health } from '../../lib/push/health.ts'
import { SEPARATOR } from '../../lib/push/merged-text.ts'
import { pushComment as pushCommentOf, type CommentResult } from '../../lib/push/push-comment.ts'
import type { PushResult } from '../../lib/push/push-result.ts'
import { findOwnIncident } from '../../lib/push/pushed-incident.ts'
import type { Means } from '../../lib/push/run-push.ts'
import { pushCase } from '../../lib/push/push-case.ts'
import type { ClockOffset } from '../../lib/servicenow/clock-offset.ts'
import { basicHeaders } from '../../lib/servicenow/credentials/authorization.ts'
import type { Incidents } from '../../lib/push/ports.ts'
import { newApplicationHealth, type ApplicationHealth } from '../../lib/servicenow/elastic-application.ts'
import { incidentsOf } from '../../lib/servicenow/access.ts'
import type { ServiceNow } from '../../local/servicenow/server.ts'
import { TABLE, clientOptions } from '../support/aws-environment.ts'
import { CREDENTIALS } from '../support/connector-secret.ts'
import { connectorAt } from '../support/connector.ts'

const warmHealth = (): Health => ({
  createsRefusedUntilMs: 0,
  journalSeenAtMs: new Map([['work_notes', Infinity]]),
})

/** The default of the param `settleSeconds`. */
export const SETTLE_MS = 75_000

export type Params = Record<string, unknown>

/** The subActionParams of a case with these comments, `[id, text]` or `[id, text, updatedAt]`. */
export function caseOf(savedObjectId: string, comments: [string, string][], more: Params = {}): Params {
  return {
    savedObjectId,
    title: 'Phishing',
    description: 'A banner was clicked.',
    createdAt: '2026-03-31T08:36:45.661Z',
    createdBy: { fullName: 'Alan Hunley', username: 'ahunley' },
    comments: comments.map(([commentId, comment]) => ({
      commentId,
      comment,
      createdAt: '2026-03-31T08:37:33.240Z',
      createdBy: { fullName: null, username: 'moneypenny' },
    })),
    ...more,
  }
}

export function ledgerAt(endpoint: string, maxAttempts = 3): Ledger {
  const client = new DynamoDBClient({
    ...clientOptions(endpoint),
    maxAttempts,
    requestHandler: { requestTimeout: 5_000, connectionTimeout: 5_000, throwOnRequestTimeout: true },
  })
  return createLedger({ documents: DynamoDBDocumentClient.from(client), name: TABLE })
}

export function connectorFor({ url }: Pick<ServiceNow, 'url'>, mapping?: Mapping, id = 'local'): Connector {
  return connectorAt(url, { id, mapping })
}

export type Caller = {
  servicenow: Pick<ServiceNow, 'url'>
  ledger: Ledger
  /** The caller's clock goes this much ahead, ms. */
  ahead: number
  /** What a function has left when it begins, ms: 29 s on the HTTP door. */
  remaining?: number
  mapping?: Mapping
  /** How its connector differs from the simplest one besides. */
  rules?: Partial<Connector>
  connectorId?: string
  /** What happens before the same request is sent again. */
  beforeRetry?: (refusal: PushError) => void
  /** How long a push waits while another holds its case, ms; by default not at all. */
  waitMs?: number
  /** An `Idempotency-Key`. */
  requestKey?: string
  /** What its process remembers; by default it has seen the journal keep comments. */
  health?: Health
  clockOffset?: ClockOffset
  /** What its process knows of the application of Elastic; by default nothing. */
  application?: ApplicationHealth
  wrap?: (incidents: Incidents) => Incidents
}

/** One request. */
export function push(caller: Caller, params: Params): Promise<PushResult> {
  const casePush = parseCase({ params: { subAction: 'pushToService', subActionParams: params } })
  return pushCase({ ...meansOf(caller), casePush, requestKey: caller.requestKey })
}

/** A comment by incident. */
export async function pushComment(caller: Caller, incidentId: string, body: CommentPush): Promise<CommentResult> {
  const means = meansOf(caller)
  return pushCommentOf({
    ...means,
    incident: await findOwnIncident(means, incidentId),
    commentPush: parseComment(body),
  })
}

function meansOf(caller: Caller): Means {
  const clock = {
    now: () => Date.now() + caller.ahead,
    sleep: (ms: number) => {
      caller.ahead += ms
      return sleep(ms / 100)
    },
  }
  const connector = { ...connectorFor(caller.servicenow, caller.mapping, caller.connectorId), ...caller.rules }
  const authorization = {
    headers: () => Promise.resolve(basicHeaders(CREDENTIALS)),
    renew: () => Promise.resolve(false),
    reportRejection: () => undefined,
  }
  const incidents = incidentsOf(
    {
      connector,
      authorization,
      clockOffset: caller.clockOffset ?? {},
      application: caller.application ?? newApplicationHealth(),
    },
    clock,
  )
  return {
    connector,
    incidents: caller.wrap?.(incidents) ?? incidents,
    ledger: caller.ledger,
    health: caller.health ?? warmHealth(),
    clock,
    settleMs: SETTLE_MS,
    waitMs: caller.waitMs ?? 0,
    deadlineMs: clock.now() + (caller.remaining ?? 28_000),
  }
}

export type Outcome = { result: PushResult; refusals: PushError[] }

/** The same request until it is answered 200, as the answers say: a final error is thrown. */
export async function pushUntilDone(caller: Caller, params: Params, most = 8): Promise<Outcome> {
  const refusals: PushError[] = []
  for (;;) {
    try {
      return { result: await push(caller, params), refusals }
    } catch (error) {
      if (!(error instanceof PushError) || !error.retryable || refusals.length >= most) throw error
      refusals.push(error)
      caller.beforeRetry?.(error)
      caller.ahead += (error.retryAfterS ?? 1) * 1000
      await sleep((error.retryAfterS ?? 1) * 10)
    }
  }
}

/** The comment texts of an incident's journal as a caller wrote them, oldest first, those that share an entry too. */
export function journalTexts(servicenow: ServiceNow, at = 0, table = 'incident'): string[] {
  return (servicenow.records(table)[at]?.journal ?? [])
    .flatMap(({ value }) => value.split(`\n\n${SEPARATOR}\n\n`))
    .map((text) => text.replace(/ \(added at .*\)$/s, ''))
}
