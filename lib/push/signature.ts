// The last words of a text in ServiceNow: when the case or the comment was changed, and by whom. They are no part of
// the value that the caller gave.
import type { Stamp } from '../case/parse-case.ts'
import { digestOf, normalized, plainText } from './text.ts'

const HOWS = ['created', 'updated', 'added'] as const

/** `<text> (<how> at <date> by <user>)`; what is unknown is left out. */
export function withSignature(text: string, how: (typeof HOWS)[number], { at, by }: Stamp): string {
  const signature = [how, ...(at === undefined ? [] : ['at', at]), ...(by === undefined ? [] : ['by', by])].join(' ')
  return plainText(signature === how ? text : `${text} (${signature})`)
}

/** A text whole and, where it may end with a signature, without it: a value can end with the like. */
function unsignedForms(text: string): string[] {
  const whole = normalized(text)
  const signedAt = whole.endsWith(')') ? HOWS.map((how) => whole.lastIndexOf(` (${how}`)) : []
  return [whole, ...signedAt.filter((at) => at >= 0).map((at) => normalized(whole.slice(0, at)))]
}

/** Whether a text ends so, with a signature behind or without. */
export function endsWith(text: string, unsigned: string): boolean {
  const end = normalized(unsigned)
  return unsignedForms(text).some((form) => form.endsWith(end))
}

/** The digests that a text in ServiceNow may have as a value. */
export function digestsOfValue(text: string): string[] {
  return unsignedForms(text).map(digestOf)
}
