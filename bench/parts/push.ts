// One push through the function of the HTTP API, in this process. Its environment is to be set before this is imported.
import { readFile } from 'node:fs/promises'
import { handler } from '../../handlers/execute.ts'
import type { Case } from './cases.ts'

export type Mode = 'separate' | 'merged'

type HandlerEvent = Parameters<typeof handler>[0]

const template = JSON.parse(
  await readFile(new URL('../../events/no-comments.json', import.meta.url), 'utf8'),
) as HandlerEvent
/** More than the function has (29 s), so that a busy machine cuts no push of 200 comments short. */
const context = {
  awsRequestId: 'bench',
  functionName: 'execute',
  getRemainingTimeInMillis: () => 120_000,
} as unknown as Parameters<typeof handler>[1]

/** @returns a push that is ready to begin: making its body is the caller's work, not the function's */
export function preparePush(mode: Mode, subActionParams: Case): () => Promise<void> {
  const body = JSON.stringify({ params: { subAction: 'pushToService', subActionParams } })
  return async () => {
    // The chain changes the event it is given.
    const event = { ...template, headers: { ...template.headers }, pathParameters: { connectorId: mode }, body }
    const answer = (await handler(event, context)) as { statusCode: number; body: string }
    if (answer.statusCode !== 200) throw new Error(`a push was answered with ${answer.statusCode}: ${answer.body}`)
  }
}
