// `npm run test:chaos -- --seconds 600 --seed 1`: pushes cases through real processes that are killed and stopped, over
// a bad network, and judges each. Exit code 1 on a violation.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCommand, stoppable } from '../../scripts/command-line.ts'
import { rejectOutcomes } from './bus-faults.ts'
import { planCase } from './case-plan.ts'
import { runCase } from './case-run.ts'
import type { CaseFile } from './case-file.ts'
import { chanceOf } from './chance.ts'
import { createChronicle } from './chronicle.ts'
import { wasTooBusy } from './load.ts'
import { checkOptions, OPTIONS, USAGE, type Options } from './options.ts'
import { caseReport } from './case-report.ts'
import { progressLine, summary } from './report.ts'
import { scheduleOf } from './schedule.ts'
import { setStage } from './set-stage.ts'
import type { Stage } from './stage.ts'
import { harass } from './strikes.ts'

/** A campaign ends early after so many broken cases. */
const MAX_BROKEN = 5
const PROGRESS_MS = 5_000
/** From the start of one case to the next; a short campaign starts its cases faster. */
const CASE_EVERY_MS = 800
const MIN_CASES = 60
const MAX_CASES_AT_ONCE = 250
/** Within which the calls of a case begin. */
const SPAN_MS = { least: 4_000, most: 40_000 }

const say = (text: string) => process.stderr.write(`${text}\n`)
const print = (text: string) => process.stdout.write(`${text}\n`)

/** Awaits a verdict, and reports a case that broke a promise. */
type Judged = (file: CaseFile, ended: Promise<void>) => Promise<void>

const isBroken = ({ violations }: CaseFile) => violations.length > 0

/** @returns the exit code */
async function campaign({ seconds, seed }: Options, interrupted: AbortSignal): Promise<number> {
  say(`${seconds} s, seed ${seed}`)
  const schedule = scheduleOf(seconds, Date.now())
  const stopping = new AbortController()
  const signal = AbortSignal.any([interrupted, stopping.signal, AbortSignal.timeout(seconds * 1000)])
  const chronicle = createChronicle(Date.now)
  const problems: string[] = []
  const fail = (problem: string) => {
    if (signal.aborted) return // what is stopped fails
    problems.push(problem)
    stopping.abort()
  }
  const failWith = (error: unknown) => {
    fail(error instanceof Error ? String(error.stack) : String(error))
  }
  const chance = chanceOf(seed)
  const { stage, harassed, close } = await setStage({ chance, schedule, chronicle, signal, died: fail })
  const files: CaseFile[] = []
  const progress = setInterval(() => say(progressLine(stage, files)), PROGRESS_MS)
  for (const each of harassed) void harass(stage, each).catch(failWith)
  void rejectOutcomes(stage).catch(failWith)
  const judged: Judged = async (file, ended) => {
    await ended.catch(failWith)
    if (file.violations.length === 0) return
    print(await caseReport(stage, file, seed))
    if (files.filter(isBroken).length >= MAX_BROKEN) stopping.abort()
  }
  await Promise.race([playCases(stage, seed, files, judged).catch(failWith), once(signal, 'abort')])
  const isCutShort = interrupted.aborted || stopping.signal.aborted
  stopping.abort()
  clearInterval(progress)
  const unsettled = isCutShort ? [] : files.filter(({ isJudged }) => !isJudged)
  for (const file of unsettled) file.violations.push('not settled before the end')
  for (const file of unsettled.slice(0, MAX_BROKEN)) print(await caseReport(stage, file, seed))
  print(summary(stage, files, seed))
  for (const problem of problems) print(problem)
  await close()
  if (problems.length > 0 || files.some(isBroken)) return 1
  return interrupted.aborted ? 130 : 0
}

/** Starts case after case as long as there is time, and waits for their verdicts. */
async function playCases(stage: Stage, seed: number, files: CaseFile[], judged: Judged): Promise<void> {
  const { chance, schedule, signal } = stage
  const lastSpanMs = () => schedule.writeTroubleUntilMs - Date.now()
  const everyMs = Math.min(CASE_EVERY_MS, lastSpanMs() / MIN_CASES)
  const verdicts: Promise<void>[] = []
  for (let number = 1; lastSpanMs() >= SPAN_MS.least; number += 1) {
    const id = `chaos-${seed}-${number}`
    const spanMs = chance.between(`${id} span`, [SPAN_MS.least, Math.min(SPAN_MS.most, lastSpanMs())])
    const { file, ended } = runCase(stage, planCase(chance, id, spanMs))
    files.push(file)
    verdicts.push(judged(file, ended))
    const isCrowded = () => files.filter(({ isOver }) => !isOver).length > MAX_CASES_AT_ONCE
    do await sleep(everyMs, undefined, { signal })
    while (lastSpanMs() > 0 && (wasTooBusy() || isCrowded()))
  }
  await Promise.all(verdicts)
}

process.exitCode = await runCommand({
  script: 'test:chaos',
  usage: USAGE,
  options: OPTIONS,
  prepare: (values) => {
    const options = checkOptions(values, Date.now())
    // What is still held back in the network waits for nothing.
    return async () => process.exit(await stoppable((stopping) => campaign(options, stopping)))
  },
})
