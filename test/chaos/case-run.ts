// One case from its first request to the verdict: its calls, the quiet until nothing can still come, a last good push,
// the oracle; then perhaps an analyst's edit, and more pushes that must leave it alone.
import { setTimeout as sleep } from 'node:timers/promises'
import { editTitle, writeNote } from './analyst.ts'
import { openCase, type CaseFile } from './case-file.ts'
import { playCall } from './callers.ts'
import { planSequel, type CasePlan } from './case-plan.ts'
import { judge } from './judge.ts'
import { SETTLED_MS } from './schedule.ts'
import type { Stage } from './stage.ts'

export type CaseRun = { file: CaseFile; ended: Promise<void> }

/** Plays a case; `ended` rejects when the campaign is stopped before. */
export function runCase(stage: Stage, plan: CasePlan): CaseRun {
  const file = openCase(plan)
  return {
    file,
    ended: play(stage, file).then(() => {
      file.isOver = true
    }),
  }
}

async function play(stage: Stage, file: CaseFile): Promise<void> {
  await playToVerdict(stage, file)
  const { chance, chronicle, schedule } = stage
  const { id } = file.plan
  if (file.violations.length > 0 || Date.now() > schedule.lastTriesMs || !chance.happens(`${id} sequel`, 0.5)) return
  chronicle.note(id, 'the sequel begins')
  file.editedTitle = await editTitle(stage, file)
  await writeNote(stage, file, `${id} sequel`)
  file.plan = planSequel(chance, file.plan)
  await playToVerdict(stage, file)
}

async function playToVerdict(stage: Stage, file: CaseFile): Promise<void> {
  const { plan } = file
  file.isJudged = false
  await Promise.all([
    ...plan.calls.map(async (call) => {
      await sleep(call.atMs, undefined, { signal: stage.signal })
      await playCall(stage, file, call, stage.api)
    }),
    noteMeanwhile(stage, file),
  ])
  await settle(stage, file)
  await pushLast(stage, file)
  judge(stage, file)
}

async function noteMeanwhile(stage: Stage, file: CaseFile): Promise<void> {
  const { id, noteAtMs } = file.plan
  if (noteAtMs === undefined) return
  await sleep(noteAtMs, undefined, { signal: stage.signal })
  await writeNote(stage, file, id)
}

/** Waits until no worker works on the case, and then as long as a write of theirs may still come. */
async function settle({ schedule, signal }: Stage, file: CaseFile): Promise<void> {
  while (file.underWay.size > 0) await sleep(200, undefined, { signal })
  // Since the trouble is over, no write is late.
  const settledAtMs = Math.min(file.lastEndMs, schedule.writeTroubleUntilMs) + SETTLED_MS
  await sleep(Math.max(0, settledAtMs - Date.now()), undefined, { signal })
}

/** Pushes the newest version once more, where nothing disturbs it. */
async function pushLast(stage: Stage, file: CaseFile): Promise<void> {
  const version = file.plan.versions.at(-1)
  if (version === undefined) return
  const call = { name: `last-${version.number}`, atMs: 0, version, through: 'execute', manner: 'told' } as const
  await playCall(stage, file, call, stage.calm)
  const tries = file.answers.filter(({ name }) => name.startsWith(`${call.name}/`)).length
  stage.chronicle.count('last push', tries === 1 ? 'done at once' : 'repeated')
}
