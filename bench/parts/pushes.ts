// Calls and time of creates, updates and repeated pushes, by number of comments and by ServiceNow's latency, beside the
// reference. Where ServiceNow is slow, several of many calls are under way at once: each waits most of its time.
import { createCallCounter, type Calls } from '../servers/calls.ts'
import { median, round } from '../statistics.ts'
import { changedCase, newCase } from './cases.ts'
import type { Part } from './part.ts'
import { createPlainScript, type PlainScript } from './plain-script.ts'
import { preparePush, type Mode } from './push.ts'
import type { By, Operation, PushCell } from '../report/results.ts'

type Sample = { by: By; operation: Operation; comments: number; calls: Calls; durationMs: number }
type Measure = (of: Pick<Sample, 'by' | 'operation' | 'comments'>, work: () => Promise<unknown>) => Promise<void>
type Task = { calls: number; run: (measure: Measure) => Promise<void> }

const LANES = 6
/** What makes so few calls that its own time counts is measured alone. */
const isShort = ({ calls }: Task) => calls <= 4

const COMMENTS = { full: [0, 1, 10, 50, 200], quick: [0, 10] }

export const measurePushes: Part<PushCell[]> = async ({ servers, effort, progress }) => {
  const script = createPlainScript(servers.serviceNowUrl)
  const count = createCallCounter(servers)
  const samples: Sample[] = []
  const measure: Measure = async (of, work) => {
    const startMs = performance.now()
    const calls = await count(work)
    samples.push({ ...of, calls, durationMs: performance.now() - startMs })
  }
  const runAll = async (latencyMs: number, lanes: number, runsOf: (comments: number) => number) => {
    samples.length = 0
    const tasks = COMMENTS[effort].flatMap((comments) =>
      Array.from({ length: runsOf(comments) }, () => tasksOf(script, comments)).flat(),
    )
    await servers.orderServiceNow({ delayMs: latencyMs, empty: true })
    const [short, long] = [tasks.filter(isShort), tasks.filter((task) => !isShort(task))]
    const say = (length: string) => (share: number) => {
      progress(`${length} pushes, ${latencyMs} ms latency`, share)
    }
    await runInLanes(short, effort === 'quick' ? lanes : 1, measure, say('short'))
    await runInLanes(long, lanes, measure, say('long'))
    return cellsOf(samples, latencyMs)
  }
  const isQuick = effort === 'quick'
  if (!isQuick) await runAll(0, 1, () => 5) // warms up
  const fast = await runAll(0, 1, (comments) => (isQuick ? 1 : comments > 50 ? 5 : 15))
  const slow = await runAll(100, LANES, (comments) => (isQuick || comments > 50 ? 1 : comments > 10 ? 3 : 5))
  return [...fast, ...slow]
}

/** A push of each kind and its counterparts of the reference. */
function tasksOf(script: PlainScript, comments: number): Task[] {
  const ours = (mode: Mode): Task[] => {
    const calls = mode === 'merged' ? 1 : Math.max(1, comments)
    return [
      {
        calls,
        run: async (measure) => {
          const push = preparePush(mode, newCase(comments))
          await measure({ by: mode, operation: 'create', comments }, push)
          await measure({ by: mode, operation: 're-push', comments }, push)
        },
      },
      {
        calls,
        run: async (measure) => {
          const existing = newCase(0)
          await preparePush(mode, existing)()
          const push = preparePush(mode, changedCase(existing, comments))
          await measure({ by: mode, operation: 'update', comments }, push)
        },
      },
    ]
  }
  const calls = 2 + 2 * comments
  const by = 'reference'
  const create: Task = {
    calls,
    run: (measure) => measure({ by, operation: 'create', comments }, () => script.create(newCase(comments))),
  }
  const changes = (['update', 're-push'] as const).map((operation): Task => ({
    calls,
    run: async (measure) => {
      const existing = newCase(0)
      const id = await script.create(existing)
      const pushed =
        operation === 'update' ? changedCase(existing, comments) : { ...existing, comments: newCase(comments).comments }
      await measure({ by, operation, comments }, () => script.update(id, pushed))
    },
  }))
  return [...ours('separate'), ...ours('merged'), create, ...changes]
}

/** The longest first, so that no lane is left alone with it. */
async function runInLanes(
  tasks: Task[],
  lanes: number,
  measure: Measure,
  progress: (share: number) => void,
): Promise<void> {
  const waiting = tasks.toSorted((a, b) => b.calls - a.calls)
  const total = waiting.reduce((sum, { calls }) => sum + calls, 0)
  let done = 0
  const work = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      await task.run(measure)
      done += task.calls
      progress(done / total)
    }
  }
  await Promise.all(Array.from({ length: lanes }, work))
}

function cellsOf(samples: readonly Sample[], latencyMs: number): PushCell[] {
  const groups = Map.groupBy(samples, ({ operation, comments, by }) => `${operation} ${comments} ${by}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { operation, comments, by, calls } = first
    if (group.some((other) => other.calls.servicenow !== calls.servicenow))
      throw new Error(`${operation} with ${comments} comments (${by}) did not always make the same calls`)
    const medianMs = round(median(group.map(({ durationMs }) => durationMs)))
    return [
      {
        operation,
        comments,
        latencyMs,
        by,
        calls: calls.servicenow,
        ledgerCalls: calls.dynamodb,
        medianMs,
        runs: group.length,
      },
    ]
  })
}
