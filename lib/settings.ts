// The environment, parsed once. No other file reads it.
import * as v from 'valibot'
import { PushError } from './errors.ts'
import { problemsOf } from './schema/problems.ts'

const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const
/** Also the rule of the param `logLevel` on stage `local`. */
export const LogLevel = v.picklist(LEVELS, 'must be DEBUG, INFO, WARN, ERROR or SILENT')

const Present = v.pipe(v.string(), v.nonEmpty('must not be empty'))

// A bare `*`, `*.com` or `*.co.uk` would let connectors point anywhere.
const ALLOWED_HOST = /^((\*\.)?([a-z0-9]+(-+[a-z0-9]+)*\.)+[a-z][a-z0-9]*(-+[a-z0-9]+)*|http:\/\/127\.0\.0\.1)$/
const OF_A_COUNTRY = /^\*\.(ac|co|com|edu|go|gov|ne|net|or|org)\.[a-z]{2}$/
const hostsIn = (text: string) =>
  text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((host) => host !== '')
const areAllowedHosts = (hosts: string[]) =>
  hosts.length > 0 && hosts.every((host) => ALLOWED_HOST.test(host) && !OF_A_COUNTRY.test(host))
/** Also the rule of the param `allowedHosts`, which the environment passes on; likewise the next. */
export const AllowedHosts = v.pipe(
  v.string(),
  v.transform(hostsIn),
  v.check(areAllowedHosts, 'must be names, or *. before a name of two labels or more (three under co.uk)'),
)

// Below 65 s a write of the base system's quota could outlive its doubt; an hour is longer than any quota in use.
const SETTLE_EXPECTATION = 'must be a whole number from 65 to 3600'
export const SettleSeconds = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{1,3}$/, SETTLE_EXPECTATION),
  v.transform(Number),
  v.minValue(65, SETTLE_EXPECTATION),
  v.maxValue(3_600, SETTLE_EXPECTATION),
)

const Environment = v.object({
  /** Secrets are named `<prefix>/connectors/<id>` and `<prefix>/api-keys`. */
  CASE_PUSH_SECRET_PREFIX: Present,
  CASE_PUSH_TABLE: Present,
  /** The event bus for outcomes; only the queued function has one. */
  CASE_PUSH_BUS: v.optional(Present),
  /** Hosts that connectors may name, separated by blanks or commas: `name`, `*.suffix`, or `http://127.0.0.1`. */
  CASE_PUSH_ALLOWED_HOSTS: v.optional(AllowedHosts, '*.service-now.com'),
  /** How long after its first byte ServiceNow may still commit a write: its transaction quota (60 s) and a margin. */
  CASE_PUSH_SETTLE_SECONDS: v.optional(SettleSeconds, '75'),
  /** What `service` says in every line of the log and in every metric. */
  POWERTOOLS_SERVICE_NAME: v.optional(Present, 'case-push'),
  POWERTOOLS_LOG_LEVEL: v.optional(LogLevel, 'INFO'),
  /** Set by `serverless invoke local`, whose standard output is the response alone; serverless-offline sets both.
   * Warnings and errors go to standard error. */
  IS_LOCAL: v.optional(v.string()),
  IS_OFFLINE: v.optional(v.string()),
  /** Set by Lambda. */
  AWS_LAMBDA_INITIALIZATION_TYPE: v.optional(v.string()),
})

export type Settings = {
  secretPrefix: string
  table: string
  bus: string | undefined
  allowedHosts: string[]
  /** How long after its first byte a write may still be committed, ms. */
  settleMs: number
  /** The name under which logs and metrics are found. */
  serviceName: string
  logLevel: (typeof LEVELS)[number]
  /** Whether to write metrics: lines of standard output that only CloudWatch reads. */
  hasMetrics: boolean
  /** Whether Lambda runs this process: its environment is complete from the start. */
  isOnLambda: boolean
}

/** @throws PushError `misconfigured` naming every variable that is missing or malformed */
export function parseSettings(environment: Record<string, string | undefined>): Settings {
  const result = v.safeParse(Environment, environment)
  if (!result.success)
    throw new PushError('misconfigured', { reason: 'environment', problems: problemsOf(result.issues) })
  const {
    CASE_PUSH_SECRET_PREFIX,
    CASE_PUSH_TABLE,
    CASE_PUSH_BUS,
    CASE_PUSH_ALLOWED_HOSTS,
    CASE_PUSH_SETTLE_SECONDS,
    POWERTOOLS_LOG_LEVEL,
    POWERTOOLS_SERVICE_NAME,
    IS_LOCAL,
    IS_OFFLINE,
    AWS_LAMBDA_INITIALIZATION_TYPE,
  } = result.output
  return {
    secretPrefix: CASE_PUSH_SECRET_PREFIX,
    table: CASE_PUSH_TABLE,
    bus: CASE_PUSH_BUS,
    allowedHosts: CASE_PUSH_ALLOWED_HOSTS,
    settleMs: CASE_PUSH_SETTLE_SECONDS * 1000,
    serviceName: POWERTOOLS_SERVICE_NAME,
    logLevel:
      IS_LOCAL !== undefined && IS_OFFLINE === undefined ? atLeastWarn(POWERTOOLS_LOG_LEVEL) : POWERTOOLS_LOG_LEVEL,
    hasMetrics: IS_LOCAL === undefined && IS_OFFLINE === undefined,
    isOnLambda: AWS_LAMBDA_INITIALIZATION_TYPE !== undefined,
  }
}

const atLeastWarn = (level: Settings['logLevel']) => (level === 'DEBUG' || level === 'INFO' ? 'WARN' : level)

let current: Settings | undefined

/** The settings of this process. @throws PushError `misconfigured` */
export function settings(): Settings {
  return (current ??= parseSettings(process.env))
}
