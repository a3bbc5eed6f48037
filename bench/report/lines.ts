// The lines of a chart with logarithmic costs: how they are told apart, where the scale has ticks, where they end.
import * as Plot from '@observablehq/plot'
import { COLORS } from './chart.ts'

export type Line = { name: keyof typeof COLORS; points: readonly { x: number; y: number }[] }

/** Each line is told apart by its color, its dashes and its label. */
export function marksOf(lines: readonly Line[]): Plot.Markish[] {
  const dashes = { reference: '6 4', 're-push': '2 3' } as Partial<Record<Line['name'], string>>
  return lines.flatMap((line) => {
    const { name, points } = line
    return [
      Plot.lineY(points, {
        x: 'x',
        y: 'y',
        stroke: COLORS[name],
        strokeWidth: 2,
        strokeDasharray: dashes[name] ?? 'none',
      }),
      Plot.dot(points, { x: 'x', y: 'y', fill: COLORS[name], r: 3.5 }),
      Plot.text(points.slice(-1), {
        x: 'x',
        y: 'y',
        text: () => name,
        fill: COLORS[name],
        textAnchor: 'start',
        dx: 8,
        dy: labelShift(line, lines),
      }),
    ]
  })
}

const endOf = ({ points }: Line) => points.at(-1)?.y ?? Number.NaN

/** Labels of lines that end close together move apart, px. */
function labelShift(line: Line, lines: readonly Line[]): number {
  const near = lines.filter((other) => other !== line && Math.abs(Math.log(endOf(other) / endOf(line))) < 0.35)
  if (near.length === 0) return 0
  return near.some((other) => endOf(other) > endOf(line)) ? 7 : -7
}

/** Every size has a tick with its number, and so have costs of 1, 2, 5, 10 and so on: the scales leave some out. */
export function axesOf(lines: readonly Line[]): Plot.Markish[] {
  const sizes = lines[0]?.points.map(({ x }) => x) ?? []
  const costs = ticksOf(lines)
  const text = (value: number) => value.toLocaleString('en-US')
  return [Plot.gridY(costs), Plot.axisY(costs, { text }), Plot.axisX(sizes, { text })]
}

/** 1, 2, 5, 10, … as far as the lines reach. */
function ticksOf(lines: readonly Line[]): number[] {
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y))
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const decades = Array.from({ length: 9 }, (_, at) => 10 ** (at - 3))
  return decades.flatMap((decade) => [1, 2, 5].map((digit) => digit * decade)).filter((y) => y >= least && y <= most)
}

/** Where the lines end, in words. */
export function told(lines: readonly Line[]): string {
  const ends = lines.map(({ name, points }) => `${name} ${points.at(-1)?.y.toLocaleString('en-US') ?? ''}`)
  return `At ${lines[0]?.points.at(-1)?.x.toLocaleString('en-US') ?? ''}: ${ends.join(', ')}.`
}
