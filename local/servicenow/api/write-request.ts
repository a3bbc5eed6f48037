// What every write must bring: its headers, and a record as its JSON body.
import { errorAnswer, notAcceptable, unsupportedMediaType, type Answer } from './answers.ts'
import { parseJson } from './table-request.ts'
import type { Call } from './call.ts'

/** The documentation requires both headers on writes: a client that omits one should learn of it here. */
export function findHeaderError({ headers }: Call): Answer | undefined {
  const { accept, 'content-type': contentType } = headers
  if (!accept || !contentType) return errorAnswer(400, 'Invalid headers', 'Accept and Content-Type are required')
  if (!/^application\/json\b/i.test(contentType)) return unsupportedMediaType()
  return /\*\/\*|application\/(json|\*)/i.test(accept) ? undefined : notAcceptable()
}

/** ServiceNow takes only the first record of an array. */
export function recordInBody({ body = '' }: Call): object | undefined {
  const json = parseJson(body)
  const record: unknown = Array.isArray(json?.value) ? json.value[0] : json?.value
  return typeof record === 'object' && record !== null && !Array.isArray(record) ? record : undefined
}
