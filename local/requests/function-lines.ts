// What the functions write, line by line: their log lines as data, and all else that is worth showing.
import * as v from 'valibot'

/** A line of the log of a function, as far as it is shown here (lib/telemetry/log.ts lists all fields). */
const LogLine = v.object({
  level: v.string(),
  message: v.string(),
  timestamp: v.pipe(v.string(), v.isoTimestamp()),
  function_name: v.optional(v.string(), ''),
  connectorId: v.optional(v.string()),
  caseId: v.optional(v.string()),
  incident: v.optional(v.string()),
  comments: v.optional(v.number()),
  warnings: v.optional(v.array(v.string())),
  code: v.optional(v.string()),
  reason: v.optional(v.string()),
  cause: v.optional(v.string()),
  problems: v.optional(v.array(v.string())),
  calls: v.optional(v.number()),
  durationMs: v.optional(v.number()),
  retryAfter: v.optional(v.number()),
  receives: v.optional(v.number()),
})
export type LogLine = v.InferOutput<typeof LogLine>

const Json = v.pipe(v.string(), v.startsWith('{'), v.parseJson(), LogLine)

/** What serverless-offline says of every request; the log lines say more. */
const CHATTER = [
  /^$/,
  /^Running Authorization function for /,
  /^\(λ: \w+\) RequestId: /,
  /^× Identity Source is null for header /,
  /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/\S* \(λ: \w+\)$/,
]

/** @param line in colour or not @returns the text if it is no log line, and nothing if it is not worth a look */
export function readFunctionLine(line: string): LogLine | string | undefined {
  const text = line.replace(/\u001B\[[\d;]*m/g, '').trimEnd()
  const parsed = v.safeParse(Json, text)
  // API Gateway tells of a key that the authorizer refused.
  if (parsed.success) return parsed.output.message === 'key refused' ? undefined : parsed.output
  return CHATTER.some((pattern) => pattern.test(text)) ? undefined : text
}
