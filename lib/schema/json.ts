// JSON where it comes in from outside, as the first step of a schema: that of an operator or a service, and that of a
// caller, which may be an attack.
import * as v from 'valibot'

/** Parses JSON text; what is not JSON is one problem of the whole. */
export const JsonText = v.pipe(v.string(), v.parseJson(undefined, 'must be JSON'))

/** Levels of nesting; the documented body has six. */
const MAX_DEPTH = 16

/**
 * Parses a caller's JSON text; what is not JSON, too deep or dangerous to copy is one problem of the whole. It has no
 * reviver, as middy's parser has: on 5 MB of small values that takes four seconds and 600 MB.
 */
export const CallersJson = v.pipe(
  v.string(),
  v.check((text) => !nestsDeeper(text, MAX_DEPTH), `must not nest deeper than ${String(MAX_DEPTH)} levels`),
  v.parseJson(undefined, 'must be JSON'),
  v.check((json) => !reachesForPrototype(json), 'must not hold keys that reach for a prototype'),
)

/** Whether any object of parsed JSON has the keys by which a careless copy would reach a prototype. */
function reachesForPrototype(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(reachesForPrototype)
  if (Object.hasOwn(value, '__proto__')) return true
  const inherited: unknown = Object.hasOwn(value, 'constructor') ? value.constructor : undefined
  if (typeof inherited === 'object' && inherited !== null && Object.hasOwn(inherited, 'prototype')) return true
  for (const key in value) if (reachesForPrototype(value[key as keyof typeof value])) return true
  return false
}

/** Whether JSON text nests deeper than this. Found out before it is parsed: parsing 5 MB of brackets takes a second. */
function nestsDeeper(text: string, maxDepth: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (inString && code === BACKSLASH) at += 1
    else if (code === QUOTE) inString = !inString
    else if (inString) continue
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) depth += 1
    else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth -= 1
    if (depth > maxDepth) return true
  }
  return false
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const [OPEN_BRACKET, OPEN_BRACE] = [0x5b, 0x7b]
const [CLOSE_BRACKET, CLOSE_BRACE] = [0x5d, 0x7d]
