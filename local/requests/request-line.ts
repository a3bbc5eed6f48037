// A request as a line of text, in colour where the terminal has any, or of JSON.
import { styleText } from 'node:util'
import type { RequestRecord } from './request-record.ts'

type Style = Parameters<typeof styleText>[0]
/** Colours a text, or leaves it. */
export type Paint = (style: Style, text: string) => string

/** Colours what goes to standard output, if that is a terminal and NO_COLOR is not set. */
export const paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout })

const COLORS: Record<RequestRecord['tone'], Style> = { good: 'green', warning: 'yellow', bad: 'red' }

export const jsonLine = (record: RequestRecord): string => JSON.stringify(record)

/** `21:04:13  execute  c1472f70-…  INC0010001  pushed  2 calls  83 ms`, and a line for each fault that it survived. */
export function textLine({ at, survived, ...record }: RequestRecord, color: Paint): string {
  const { door, tone, connector, case: caseId, incident, outcome, calls, ms } = record
  const parts = [
    color('dim', new Date(at).toTimeString().slice(0, 8)),
    door.padEnd('executeQueued'.length),
    caseId ?? (connector === undefined ? undefined : `connector ${connector}`),
    incident === undefined ? undefined : color('bold', incident),
    color(COLORS[tone], outcome),
    calls === undefined ? undefined : color('dim', `${calls} ${calls === 1 ? 'call' : 'calls'}`),
    ms === undefined ? undefined : color('dim', `${ms} ms`),
  ]
  const line = parts.filter((part) => part !== undefined).join('  ')
  return [line, ...survived.map((sentence) => `          ${color('cyan', sentence)}`)].join('\n')
}
