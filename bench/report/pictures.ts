// The pictures of docs/performance.md, drawn from the results alone.
import * as Plot from '@observablehq/plot'
import { COLORS, svgOf } from './chart.ts'
import { within } from './figures.ts'
import { axesOf, marksOf, told, type Line } from './lines.ts'
import type { Curve, Overhead, PushCell, Results } from './results.ts'

/** The text of each SVG file, by its name. */
export function picturesOf({ pushes, overhead, memory, growth }: Results): Map<string, string> {
  return new Map([
    ['push-time.svg', drawPushes(pushes, 'time')],
    ['push-calls.svg', drawPushes(pushes, 'calls')],
    ['own-overhead.svg', drawOverhead(overhead)],
    ['memory.svg', drawMemory(memory)],
    ['growth-comments.svg', drawGrowth(growth, 'comments')],
    ['growth-body.svg', drawGrowth(growth, 'body, KB')],
  ])
}

function drawPushes(cells: readonly PushCell[], what: 'time' | 'calls'): string {
  const creates = cells.filter(({ operation, latencyMs }) => operation === 'create' && latencyMs === 100)
  const lines = (['separate', 'merged', 'reference'] as const).map((by): Line => ({
    name: by,
    points: creates
      .filter((cell) => cell.by === by)
      .map(({ comments, medianMs, calls }) => ({ x: comments, y: what === 'time' ? medianMs / 1_000 : calls }))
      .sort((a, b) => a.x - b.x),
  }))
  const of = what === 'time' ? 'Time' : 'ServiceNow calls'
  return svgOf(
    {
      title: `${of} of a create by number of comments`,
      description: `${of} of a push in separate and in merged mode, beside the reference. ${told(lines)}`,
    },
    {
      x: { type: 'symlog', label: 'comments' },
      y: { type: 'log', label: what === 'time' ? 'time, s, at 100 ms a call' : 'calls of ServiceNow' },
      marks: [...axesOf(lines), ...marksOf(lines)],
    },
  )
}

function drawOverhead({ ownSamplesMs, own, pushes }: Overhead): string {
  const most = Math.ceil(own.p99 * 1.5)
  const least = Math.min(0, Math.floor(Math.min(...ownSamplesMs)))
  const { shown, beyond } = within(ownSamplesMs, most)
  const { p50, p95, p99 } = own
  const marked = Object.entries({ p50, p95, p99 }).map(([name, ms]) => ({ ms, text: `${name} ${ms.toFixed(1)} ms` }))
  const texts = marked.map(({ text }) => text)
  const max = Math.max(...ownSamplesMs).toFixed(1)
  const edge =
    beyond === 0 ? 'None lies beyond' : `${beyond} of ${pushes.toLocaleString('en-US')} lie beyond, up to ${max} ms`
  return svgOf(
    {
      title: 'What a warm push adds to a bare create',
      description: `${pushes} pushes, each less the create beside it: ${texts.join(', ')}. ${edge}.`,
    },
    {
      x: { label: 'own overhead, ms', domain: [least, most] },
      y: { label: 'pushes', grid: true },
      marks: [
        Plot.rectY(shown, {
          ...Plot.binX({ y: 'count' }, { x: (ms: number) => ms, thresholds: (most - least) * 4 }),
          fill: COLORS.separate,
        }),
        Plot.ruleX(marked, { x: 'ms', stroke: 'black', strokeDasharray: '4 3' }),
        ...marked.map((percentile, at) =>
          Plot.text([percentile], {
            x: 'ms',
            text: 'text',
            frameAnchor: 'top',
            textAnchor: 'start',
            dx: 4,
            dy: at * 18,
            stroke: 'white',
            fill: 'black',
          }),
        ),
        ...(beyond === 0
          ? []
          : [Plot.text([`${edge} →`], { frameAnchor: 'bottom-right', dy: -48, stroke: 'white', fill: 'black' })]),
        Plot.ruleY([0]),
      ],
    },
  )
}

function drawMemory(samples: Results['memory']): string {
  const lines: { label: string; color: string; points: Line['points'] }[] = [
    {
      label: 'resident',
      color: COLORS.separate,
      points: samples.map(({ pushes, residentMb }) => ({ x: pushes, y: residentMb })),
    },
    {
      label: 'heap in use',
      color: COLORS.merged,
      points: samples.map(({ pushes, heapMb }) => ({ x: pushes, y: heapMb })),
    },
  ]
  const last = samples.at(-1)
  return svgOf(
    {
      title: 'Memory of a process that pushes on and on',
      description: `At the end ${last?.residentMb ?? 0} MB resident, ${last?.heapMb ?? 0} MB of heap in use.`,
    },
    {
      x: { label: 'pushes', tickFormat: 's' },
      y: { label: 'memory, MB', grid: true, zero: true },
      marks: [
        Plot.ruleY([0]),
        ...lines.flatMap(({ label, color, points }) => [
          Plot.lineY(points, { x: 'x', y: 'y', stroke: color, strokeWidth: 2 }),
          Plot.text(points.slice(-1), { x: 'x', y: 'y', text: () => label, fill: color, textAnchor: 'start', dx: 6 }),
        ]),
      ],
    },
  )
}

function drawGrowth(curves: readonly Curve[], by: Curve['by']): string {
  const lines = curves
    .filter((curve) => curve.by === by)
    .map(({ name, points }): Line => ({
      name: name as Line['name'],
      points: points.map(({ size, cost }) => ({ x: size, y: cost })),
    }))
  return svgOf(
    {
      title: `Processor time of a push by ${by === 'comments' ? 'number of comments' : 'size of its body'}`,
      description: `Processor time of the function for one push, beside the reference. ${told(lines)}`,
    },
    {
      x: { type: 'log', label: by },
      y: { type: 'log', label: 'processor time, ms' },
      marks: [...axesOf(lines), ...marksOf(lines)],
    },
  )
}
