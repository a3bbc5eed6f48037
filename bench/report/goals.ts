// What must be reached, and whether it was.
import { memoryRatio, speedup, steepest } from './figures.ts'
import type { Measured } from './results.ts'

/** `isReached`: undefined of an explanation, which is no goal of its own. */
export type Goal = { name: string; goal: string; reached: string; isReached: boolean | undefined }

/** Of the parts that were measured. */
export function goalsOf({ pushes, overhead, memory, growth }: Measured): Goal[] {
  const goals: Goal[] = []
  if (pushes !== undefined) {
    const of = { operation: 'create', comments: 10, latencyMs: 100 } as const
    goals.push(
      atLeast(
        'ten comments at 100 ms, separate, against the reference',
        2.1,
        speedup(pushes, { ...of, by: 'separate' }),
      ),
      atLeast('ten comments at 100 ms, merged, against the reference', 15, speedup(pushes, { ...of, by: 'merged' })),
    )
  }
  if (overhead !== undefined) {
    const { own, ownWithoutDynamoDB } = overhead
    goals.push(
      atMost('own overhead of a warm push, p50', 4, own.p50, 'ms'),
      atMost('own overhead of a warm push, p99', 15, own.p99, 'ms'),
      explanation("the same p50 without the local DynamoDB's own time", ownWithoutDynamoDB.p50),
      explanation("the same p99 without the local DynamoDB's own time", ownWithoutDynamoDB.p99),
    )
  }
  if (memory !== undefined) {
    const ratio = memoryRatio(memory)
    const isReached = Math.abs(ratio - 1) <= 0.1
    goals.push({
      name: 'resident memory after all pushes, against a fifth of them (warmed up)',
      goal: '0.90 to 1.10 ×',
      reached: `${ratio.toFixed(2)} ×`,
      isReached,
    })
  }
  if (growth !== undefined) goals.push(atMost('growth, the steepest exponent (1 is linear)', 1.2, steepest(growth), ''))
  return goals
}

function explanation(name: string, valueMs: number): Goal {
  return { name: `*explanation*: ${name}`, goal: '–', reached: `${valueMs.toFixed(2)} ms`, isReached: undefined }
}

function atLeast(name: string, least: number, value: number): Goal {
  return { name, goal: `≥ ${least} ×`, reached: `${value.toFixed(value < 10 ? 2 : 1)} ×`, isReached: value >= least }
}

function atMost(name: string, most: number, value: number, unit: string): Goal {
  return {
    name,
    goal: `≤ ${most} ${unit}`.trim(),
    reached: `${value.toFixed(2)} ${unit}`.trim(),
    isReached: value <= most,
  }
}
