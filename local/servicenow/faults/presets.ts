// The orders that a person wants first, each with a sentence that says what happens.
import type { FaultRequest } from './kinds.ts'

export type Preset = { id: string; title: string; sentence: string; request: FaultRequest }

/** A new record, by the Table API or the Import Set API. A token is asked for by POST as well, at another address. */
const CREATE = { method: 'POST', path: '/api/now/' } as const
const UPDATE = { method: 'PATCH' } as const

export const PRESETS: readonly Preset[] = [
  {
    id: 'create-lost',
    title: 'The next create is done, but its answer is lost',
    sentence: 'The incident is there, and the client sees nothing but a reset connection.',
    request: { on: CREATE, fault: { kind: 'reset', commit: true } },
  },
  {
    id: 'create-503',
    title: 'The next create is answered 503',
    sentence:
      'A gateway answers with its page, and nothing is written. The client cannot know that: it looks again later.',
    request: { on: CREATE, fault: { kind: 'status', status: 503 } },
  },
  {
    id: 'create-hangs',
    title: 'The next create hangs',
    sentence:
      'The incident is there, and no answer ever comes: the client gives up, which takes a while, and has to look.',
    request: { on: CREATE, fault: { kind: 'hang', commit: true } },
  },
  {
    id: 'create-late',
    title: 'The next create is done late',
    sentence: 'The connection is reset at once, and the incident appears 3 s later: the client has to look again.',
    request: { on: CREATE, fault: { kind: 'late-commit', delayMs: 3_000, answer: 'reset' } },
  },
  {
    id: 'update-lost',
    title: 'The next update is done, but its answer is lost',
    sentence: 'The incident is changed or has its comment, and the connection is reset.',
    request: { on: UPDATE, fault: { kind: 'reset', commit: true } },
  },
  {
    id: 'rate-limited',
    title: 'The next request is rate limited',
    sentence: 'It is answered 429, and the client shall come back after 5 s.',
    request: { fault: { kind: 'rate-limit', retryAfter: 5 } },
  },
  {
    id: 'hibernating',
    title: 'The instance hibernates for ten requests',
    sentence: 'They are answered 200 with a page instead of JSON, as developer instances do.',
    request: { times: 10, fault: { kind: 'hibernating' } },
  },
]
