// Tests a connector with a few reads: whether it can log in, and whether its user sees what a push needs. Writes
// nothing.
import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import type { ConnectorCache } from '../connectors/connector-cache.ts'
import type { Check, CheckName, Finding } from '../connectors/connector-checks.ts'
import { PushError } from '../errors.ts'
import type { Budget } from '../push/ports.ts'
import { resultAs } from './classify-response.ts'
import { createClient } from './client.ts'
import type { ClockOffset } from './clock-offset.ts'
import { checkColumns, columnsOf } from './column-check.ts'
import { connectTo, type Connected } from './credentials/connect.ts'
import { createTokens } from './credentials/tokens.ts'
import { applicationOf, newApplicationHealth, requireApplication } from './elastic-application.ts'
import { checkJournal } from './journal-check.ts'
import type { Sight } from './sight.ts'

/** @param deadlineMs when the test must be over, epoch ms */
export function testBudget(deadlineMs: number): Budget {
  return { startByMs: deadlineMs - 500, untilMs: deadlineMs, limitMs: 10_000 }
}

/**
 * Reads the connector's secret, logs in afresh, and looks.
 * @param cache blocks a connector whose credentials ServiceNow has just rejected, so that tests lock no account
 * @throws PushError when the connector is unknown or malformed, or Secrets Manager cannot be read
 */
export async function testConnector(
  cache: ConnectorCache,
  connectorId: string,
  budget: Budget,
  clock: Clock,
): Promise<Check[]> {
  try {
    await cache.get(connectorId)
  } catch (error) {
    if (error instanceof PushError && error.reason === 'penalty')
      return withoutLogin({ name: 'login', ...failed(error) })
    throw error
  }
  const connected = await connectTo({ ...cache, get: (id) => cache.renew(id) }, createTokens(clock), connectorId)
  return checksOf(connected, budget, clock)
}

async function checksOf({ connector, authorization }: Connected, budget: Budget, clock: Clock): Promise<Check[]> {
  const clockOffset: ClockOffset = {}
  const client = createClient(connector.apiUrl, authorization, clock, clockOffset, connector.id)
  let sight: Sight
  try {
    sight = { client, connector, budget, ...(await firstRecord({ client, connector, budget })) }
  } catch (error) {
    return withoutLogin({ name: 'login', ...loginFailure(error) }, clockOffset)
  }
  const [columns, journal, application] = await Promise.all([
    checked('columns', () => checkColumns(sight)),
    checked('journal', () => checkJournal(sight)),
    connector.usesTableApi ? undefined : checked('application', () => checkApplication(sight, clock)),
  ])
  const login: Check = { name: 'login', status: 'ok', finding: 'table_readable' }
  const checks = [login, columns, journal, correlationCheck(sight), clockCheck(clockOffset)]
  return application === undefined ? checks : [...checks, application]
}

// Only a connector that writes by imports needs it.
async function checkApplication({ client, connector, budget }: Sight, clock: Clock): Promise<Omit<Check, 'name'>> {
  const application = applicationOf(connector.type, newApplicationHealth())
  await requireApplication({ client, clock, application }, budget)
  return { status: 'ok', finding: 'application_there' }
}

const FirstRows = v.array(v.looseObject({ sys_id: v.optional(v.string()) }))

/** One record of the table, with the columns that the connector writes: of an ACL's doing it may lack some. */
async function firstRecord({ client, connector, budget }: Omit<Sight, 'record'>): Promise<Pick<Sight, 'record'>> {
  const query = {
    sysparm_fields: ['sys_id', ...columnsOf(connector)].join(','),
    sysparm_limit: '1',
    sysparm_no_count: 'true',
    sysparm_exclude_reference_link: 'true',
  }
  const result = await client({ method: 'GET', table: connector.table, query, budget })
  return { record: resultAs(FirstRows, result)[0] }
}

async function checked(name: CheckName, check: () => Promise<Omit<Check, 'name'>>): Promise<Check> {
  try {
    return { name, ...(await check()) }
  } catch (error) {
    return { name, ...failed(error) }
  }
}

/** A call that failed. Whatever no call throws is an error of this project. */
function failed(error: unknown): Omit<Check, 'name'> {
  if (!(error instanceof PushError)) throw error
  return { status: 'failed', error }
}

// A table that does not exist is a bad request (servicenow-api.md §1.6).
const TABLE_FAILURES: Partial<Record<string, Finding>> = {
  authorization: 'table_forbidden',
  no_table: 'table_unknown',
  servicenow_rejected: 'table_unknown',
}

function loginFailure(error: unknown): Omit<Check, 'name'> {
  const finding = error instanceof PushError ? TABLE_FAILURES[error.reason ?? error.code] : undefined
  return finding === undefined ? failed(error) : { status: 'failed', finding }
}

/** The clock may be the cause: a signed assertion is rejected when the two differ. */
function withoutLogin(login: Check, clockOffset: ClockOffset = {}): Check[] {
  const skipped = (['columns', 'journal', 'correlation_id'] as const).map((name): Check => ({
    name,
    status: 'skipped',
    finding: 'login_failed',
  }))
  return [login, ...skipped, clockCheck(clockOffset)]
}

function correlationCheck({ record }: Sight): Check {
  const name = 'correlation_id'
  if (record === undefined) return { name, status: 'skipped', finding: 'no_record' }
  return typeof record[name] === 'string'
    ? { name, status: 'ok', finding: 'correlation_readable' }
    : { name, status: 'failed', finding: 'correlation_unreadable' }
}

/** The `Date` of an answer counts whole seconds, and the answer takes its time. */
const MAX_OFFSET_MS = 60_000

function clockCheck({ byDateMs }: ClockOffset): Check {
  const name = 'clock'
  if (byDateMs === undefined) return { name, status: 'skipped', finding: 'clock_unknown' }
  return Math.abs(byDateMs) <= MAX_OFFSET_MS
    ? { name, status: 'ok', finding: 'clock_right' }
    : { name, status: 'failed', finding: 'clock_differs' }
}
