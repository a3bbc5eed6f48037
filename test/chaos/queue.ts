// The queue in front of its workers, as SQS and Lambda's poller form one: what a worker puts off, or dies over, is
// delivered again after a while. A worker gets the bare event, so that its answer is the outcome, or why there is none.
import { createQueue, type Message } from '../../local/queue.ts'
import { ERROR_STATUS } from '../../lib/errors.ts'
import { readExample } from '../support/events.ts'
import { answerFromQueue } from './answers.ts'
import type { Call } from './case-plan.ts'
import { send, type CaseFile } from './case-file.ts'
import type { Chronicle } from './chronicle.ts'
import type { Dispatcher } from './dispatcher.ts'

export type RequestQueue = {
  /** Resolves when the request has its outcome. */
  push(file: CaseFile, call: Call): Promise<void>
  close(): Promise<void>
}

type Submission = { file: CaseFile; call: Call; end: () => void }

/** A fixed wait: the growing one of the template would leave time for few deliveries. */
const VISIBILITY_MS = 10_000
const CONCURRENCY = 30

export function createRequestQueue(chronicle: Chronicle, workers: Dispatcher): RequestQueue {
  const submissions = new Map<string, Submission>()
  const deliver = async (message: Message): Promise<void> => {
    const submission = submissions.get(message.id)
    if (submission === undefined) return
    const { file, call, end } = submission
    const sent = { name: `${call.name}/${message.receives}`, version: call.version.number, sentMs: Date.now() }
    const worker = await workers.take()
    const outcome = await send(file, chronicle, {
      worker,
      sent,
      event: JSON.parse(message.body),
      read: answerFromQueue,
    })
    if (outcome !== 'reset' && 'code' in outcome) {
      end()
      return
    }
    if (outcome !== 'reset' && !isDocumented(outcome.thrown))
      file.violations.push(`${sent.name} was put off: ${outcome.thrown}`)
    throw new Error('again')
  }
  const queue = createQueue({
    deliver,
    giveUp: () => undefined,
    concurrency: CONCURRENCY,
    visibilityMs: VISIBILITY_MS,
    maxReceives: Infinity,
  })
  return {
    push: (file, call) => {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const id = `${file.plan.id}/${call.name}`
      submissions.set(id, {
        file,
        call,
        end: () => {
          resolve(undefined)
        },
      })
      queue.send(id, JSON.stringify(eventOf(id, call)))
      return promise
    },
    close: () => {
      queue.close()
      return Promise.resolve()
    },
  }
}

function eventOf(id: string, { version }: Call): object {
  const params = { subAction: 'pushToService', subActionParams: version.subActionParams }
  return { ...(readExample('case-push-requested') as object), id, detail: { connectorId: 'local', params } }
}

/** What the queue's function throws when it puts a bare event off: `<code>: <message>`. */
const isDocumented = (thrown: string) => thrown.replace(/:.*/s, '') in ERROR_STATUS
