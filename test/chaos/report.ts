// What a campaign prints of itself: a line of progress, and the summary.
import type { CaseFile } from './case-file.ts'
import type { Chronicle, Kind } from './chronicle.ts'
import { longestLagMs } from './load.ts'
import type { Stage } from './stage.ts'

const ROWS: readonly (readonly [name: string, kind: Kind])[] = [
  ['requests', 'request'],
  ['answers', 'answer'],
  ['kills', 'kill'],
  ['stops', 'stop'],
  ['network faults', 'network'],
  ['faults of ServiceNow', 'servicenow'],
  ['faults of the bus', 'bus'],
  ['last pushes', 'last push'],
]

export function progressLine({ chronicle, schedule }: Stage, files: readonly CaseFile[]): string {
  const judged = files.filter(({ isJudged }) => isJudged).length
  const totals = ROWS.filter(([, kind]) => kind !== 'answer').map(([name, kind]) => `${chronicle.total(kind)} ${name}`)
  return (
    `${secondsSince(schedule.beganMs)} s: ${files.length} cases, ${judged} judged; ${totals.join(', ')}; ` +
    `answers: ${countsOf(chronicle, 'answer')}; longest lag ${longestLagMs()} ms`
  )
}

export function summary({ chronicle, farSide, schedule }: Stage, files: readonly CaseFile[], seed: number): string {
  const { servicenow } = farSide
  const judged = files.filter(({ isJudged }) => isJudged).length
  const broken = files.filter(({ violations }) => violations.length > 0).length
  const rows = ROWS.map(
    ([name, kind]) => `${name.padEnd(21)}${String(chronicle.total(kind)).padStart(6)}  ${countsOf(chronicle, kind)}`,
  )
  return [
    ...rows,
    `ServiceNow got ${servicenow.requests().length} requests and holds ${servicenow.incidents().length} incidents.`,
    `${files.length} cases, ${judged} judged, ${broken} with a violation.`,
    `${secondsSince(schedule.beganMs)} s, longest lag ${longestLagMs()} ms, seed ${seed}`,
  ].join('\n')
}

const secondsSince = (beganMs: number) => ((Date.now() - beganMs) / 1000).toFixed(0)

function countsOf(chronicle: Chronicle, kind: Kind): string {
  return [...chronicle.counts(kind)]
    .sort(([, one], [, other]) => other - one)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ')
}
