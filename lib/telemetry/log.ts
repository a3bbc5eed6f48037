// What is logged: an allow-list of fields under fixed messages. Fields that are not on the list are dropped, so nothing
// of a case, a credential, a header or an upstream answer gets into a log.
import { Logger } from '@aws-lambda-powertools/logger'
import { PushError, errorName, toldProblems } from '../errors.ts'
import { settings, type Settings } from '../settings.ts'
import { fieldsSoFar } from './invocation.ts'
import { listed, type LogFields } from './log-fields.ts'

export type { LogFields } from './log-fields.ts'

export type Message =
  | 'case pushed'
  | 'comment pushed'
  | 'incident closed'
  | 'metadata read'
  | 'push rehearsed'
  | 'incident found'
  | 'connector shown'
  | 'connector tested'
  | 'push refused'
  | 'push failed'
  | 'push put off'
  | 'unexpected error'
  | 'ledger not released'
  | 'outcome not published'
  | 'visibility not set'
  | 'key refused'
  | 'connector left out'
  | 'list refused'
  | 'journal entry passed over'

let shared: Logger | undefined

/** The logger of this process. It works with an unusable environment, too. */
export function logger(): Logger {
  return (shared ??= new Logger(named()))
}

function named(): Pick<Settings, 'serviceName' | 'logLevel'> {
  try {
    const { serviceName, logLevel } = settings()
    return { serviceName, logLevel }
  } catch {
    return { serviceName: 'case-push', logLevel: 'INFO' }
  }
}

/** Writes one line, with the fields of its invocation. */
export function log(level: 'info' | 'warn' | 'error', message: Message, fields: LogFields): void {
  logger()[level](message, listed({ ...fieldsSoFar(), ...defined(fields) }))
}

const defined = (fields: LogFields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** An error as log fields: codes and fixed words, never a message. */
export function errorFields(error: unknown): LogFields {
  if (error instanceof PushError) {
    const { code, reason, retryAfterS, cause } = error
    return {
      code,
      reason,
      // What a caller sent is the caller's; what an operator set is the operator's to mend.
      problems: code === 'misconfigured' && error.problems.length > 0 ? toldProblems(error) : undefined,
      retryAfter: retryAfterS,
      cause: oneWord(typeof cause === 'string' ? cause : errorName(cause)),
    }
  }
  return { cause: oneWord(errorName(error)), reason: framesOf(error) }
}

// Codes and class names are one word; any other text may quote anything.
const oneWord = (text: string) => (/^[\w.-]{1,80}$/.test(text) ? text : undefined)

// Where it happened, without the message: that may quote anything, even lines that look like frames.
function framesOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined
  const at = error.stack.indexOf(error.message)
  const frames = at < 0 ? [] : error.stack.slice(at + error.message.length).split('\n')
  return frames
    .filter((line) => /^ +at \S.*:\d+:\d+\)?$/.test(line))
    .slice(0, 5)
    .map((line) => line.trim())
    .join(' < ')
}
