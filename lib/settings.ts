// The environment, parsed once. Nothing else reads it.
import * as v from 'valibot'
import { PushError } from './errors.ts'
import { problemsOf } from './problems.ts'

const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const
const Present = v.pipe(v.string(), v.nonEmpty('must not be empty'))

const Environment = v.object({
  /** Secrets are named `<prefix>/connectors/<id>` and `<prefix>/api-keys`. */
  CASE_PUSH_SECRET_PREFIX: Present,
  CASE_PUSH_TABLE: Present,
  /** Hosts that connectors may name, separated by blanks or commas: `name`, `*.suffix`, or `http://127.0.0.1`. */
  CASE_PUSH_ALLOWED_HOSTS: v.optional(Present, '*.service-now.com'),
  POWERTOOLS_LOG_LEVEL: v.optional(v.picklist(LEVELS, 'must be DEBUG, INFO, WARN, ERROR or SILENT'), 'INFO'),
  /** Set by `serverless invoke local`, whose standard output is the response alone; offline sets both. */
  IS_LOCAL: v.optional(v.string()),
  IS_OFFLINE: v.optional(v.string()),
})

export type Settings = {
  secretPrefix: string
  table: string
  allowedHosts: string[]
  logLevel: (typeof LEVELS)[number]
}

/** @throws PushError `misconfigured` naming every variable that is missing or malformed */
export function parseSettings(environment: Record<string, string | undefined>): Settings {
  const result = v.safeParse(Environment, environment)
  if (!result.success) throw new PushError('misconfigured', { reason: 'environment', problems: problemsOf(result.issues) })
  const { CASE_PUSH_SECRET_PREFIX, CASE_PUSH_TABLE, CASE_PUSH_ALLOWED_HOSTS, POWERTOOLS_LOG_LEVEL, IS_LOCAL, IS_OFFLINE } = result.output
  return {
    secretPrefix: CASE_PUSH_SECRET_PREFIX,
    table: CASE_PUSH_TABLE,
    allowedHosts: CASE_PUSH_ALLOWED_HOSTS.toLowerCase().split(/[\s,]+/).filter((host) => host !== ''),
    logLevel: IS_LOCAL !== undefined && IS_OFFLINE === undefined ? 'SILENT' : POWERTOOLS_LOG_LEVEL,
  }
}

let parsed: Settings | undefined

/** The settings of this process. @throws PushError `misconfigured` */
export function settings(): Settings {
  return (parsed ??= parseSettings(process.env))
}
