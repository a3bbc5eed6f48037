// A Markdown table, and the table of goals.
import type { Goal } from './goals.ts'

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

export function goalsTable(goals: readonly Goal[]): string {
  const rows = goals.map(({ name, goal, reached, isReached }) => [name, goal, reached, verdictOf(isReached)])
  return table(['goal', 'must be', 'is', ''], rows)
}

function verdictOf(isReached: Goal['isReached']): string {
  if (isReached === undefined) return 'no goal'
  return isReached ? 'reached' : '**missed**'
}
