// The kinds of faults, and the order for one as `POST /stand-in/faults` takes it. A new kind starts here; then it needs
// an answer in fault-answers.ts or, if it concerns the connection or the time, a case in deliver.ts.
import * as v from 'valibot'

const DelayMs = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000))
const Commit = v.exactOptional(v.boolean())
const Rows = v.pipe(v.number(), v.integer(), v.minValue(0))

/** `commit`: the write is carried out first, whatever the client sees of it. */
export const Fault = v.variant('kind', [
  v.strictObject({
    kind: v.literal('status'),
    status: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
    /** JSON; by default the documented envelope, or a gateway's page for 502, 503 and 504. */
    body: v.exactOptional(v.unknown()),
    /** A page, whatever `text` and `body` say. */
    html: v.exactOptional(v.boolean()),
    /** Plain text instead of `body`, as a proxy sends it. An empty text has no content type. */
    text: v.exactOptional(v.string()),
    headers: v.exactOptional(
      v.record(v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]+$/)), v.pipe(v.string(), v.regex(/^[\x20-\x7e]*$/))),
    ),
    commit: Commit,
  }),
  /** Without `retryAfter` (seconds) as the semaphore queue answers: no header at all. */
  v.strictObject({
    kind: v.literal('rate-limit'),
    retryAfter: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  v.strictObject({ kind: v.literal('accepted') }),
  v.strictObject({ kind: v.literal('hibernating') }),
  v.strictObject({ kind: v.literal('redirect') }),
  v.strictObject({ kind: v.literal('reset'), commit: Commit }),
  v.strictObject({ kind: v.literal('hang'), commit: Commit }),
  /** The client sees `answer` at once; the write follows later, its journal rows later still. */
  v.strictObject({
    kind: v.literal('late-commit'),
    delayMs: DelayMs,
    answer: v.picklist(['reset', 'hang']),
    journalDelayMs: v.exactOptional(DelayMs),
  }),
  v.strictObject({ kind: v.literal('mid-body'), commit: Commit }),
  v.strictObject({ kind: v.literal('broken-json'), commit: Commit }),
  v.strictObject({ kind: v.literal('no-result'), commit: Commit }),
  /** A transaction that was cancelled while its answer streamed: `rows` of a list (0), or the record, then an error. */
  v.strictObject({ kind: v.literal('result-and-error'), rows: v.exactOptional(Rows), commit: Commit }),
  /** ACLs remove rows after the limit was applied: a list shows `rows` of them, and its total counts all. */
  v.strictObject({ kind: v.literal('short-list'), rows: Rows }),
  /** ACLs make these columns unwritable: the write is carried out without them, and the answer says nothing of it. */
  v.strictObject({ kind: v.literal('drop'), columns: v.pipe(v.array(v.string()), v.minLength(1)) }),
  /** The Import Set API answers 201 with an error as its row. Other requests are not struck. */
  v.strictObject({ kind: v.literal('import-error'), commit: Commit }),
  /** The Import Set API answers 201 without a row. Other requests are not struck. */
  v.strictObject({ kind: v.literal('import-empty'), commit: Commit }),
  v.strictObject({ kind: v.literal('slow'), delayMs: DelayMs }),
  v.strictObject({ kind: v.literal('endless') }),
  v.strictObject({ kind: v.literal('close-idle') }),
])

export const FaultRequest = v.strictObject({
  on: v.exactOptional(
    v.strictObject({
      method: v.exactOptional(v.picklist(['POST', 'PATCH', 'PUT', 'GET', 'DELETE'])),
      /** Of the Table API. */
      table: v.exactOptional(v.string()),
      /** Part of the URL's path. */
      path: v.exactOptional(v.string()),
      /** The JSON body has a value for this column, not null and not empty. */
      field: v.exactOptional(v.string()),
      /** Part of the decoded URL query. */
      query: v.exactOptional(v.string()),
    }),
  ),
  /** How many matching requests pass before the first fault. */
  skip: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  times: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  fault: Fault,
})

export type Fault = v.InferOutput<typeof Fault>

export type FaultRequest = v.InferInput<typeof FaultRequest>
