// Draws a time series widget: lines or stacked areas, the thresholds of alarms, and a legend below.
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { MetricWidget } from './body.ts'
import { INK, MUTED, textAt, type Size } from './panels.ts'
import { sampleSeries, TIMES, type Series } from './sample-data.ts'

const COLORS = ['#1f77b4', '#d62728', '#ff9900', '#2ca02c', '#9467bd', '#8c564b', '#17becf', '#e377c2']
// The types of a browser are unknown here; of its document Plot alone makes use.
const { document } = parseHTML('<html></html>') as unknown as { document: never }
type Svg = {
  outerHTML: string
  querySelector: (selector: string) => { remove: () => void } | null
  removeAttribute: (name: string) => void
}

/** The chart and its legend, as SVG of this size. */
export function chart({ metrics, stacked = false, annotations }: MetricWidget['properties'], size: Size): string {
  const series = metrics.flatMap(sampleSeries)
  const colors = new Map(series.map(({ label }, at) => [label, COLORS[at % COLORS.length] ?? INK]))
  const { rows, height: legendHeight } = legendRows(series, size.width)
  const thresholds = annotations?.horizontal ?? []
  const top = 34
  const plotted = plot(series, colors, stacked, thresholds, { ...size, height: size.height - top - legendHeight })
  return `<g transform="translate(0,${top})">${plotted}</g>${legend(rows, colors, size.height - legendHeight)}`
}

type Threshold = { label: string; value: number }

function plot(
  series: readonly Series[],
  colors: ReadonlyMap<string, string>,
  stacked: boolean,
  thresholds: readonly Threshold[],
  { width, height }: Size,
): string {
  const points = series.flatMap(({ label, values }) =>
    values.map((value, at) => ({ label, value, time: TIMES[at], color: colors.get(label) })),
  )
  const channels = { x: 'time', y: 'value', z: 'label' }
  const lines = stacked
    ? Plot.areaY(points, { ...channels, fill: 'color', fillOpacity: 0.75, curve: 'step-after' })
    : Plot.lineY(points, { ...channels, stroke: 'color', strokeWidth: 1.6, curve: 'linear' })
  const svg = Plot.plot({
    document,
    width,
    height,
    marginLeft: 52,
    marginRight: 16,
    marginTop: 8,
    marginBottom: 24,
    style: { fontSize: '11px' },
    x: { type: 'utc', label: null, ticks: 'hour', tickFormat: hourOf, tickSize: 4 },
    y: { label: null, grid: true, ticks: 4, nice: true, zero: true, domain: domainOf(points, stacked, thresholds) },
    color: { type: 'identity' },
    marks: [
      lines,
      Plot.ruleY(thresholds, { y: 'value', stroke: '#d91515', strokeDasharray: '4 3' }),
      Plot.text(thresholds, {
        y: 'value',
        text: 'label',
        frameAnchor: 'left',
        dx: 4,
        dy: -7,
        fill: '#d91515',
        textAnchor: 'start',
      }),
      Plot.ruleY([0], { stroke: MUTED }),
    ],
  }) as unknown as Svg
  // Its style is for a page of its own, and would stretch it here.
  svg.querySelector('style')?.remove()
  for (const attribute of ['class', 'style', 'font-family']) svg.removeAttribute(attribute)
  return svg.outerHTML.replace(/\d+\.\d{2,}/g, (number) => String(Math.round(Number(number) * 10) / 10))
}

const hourOf = (time: Date) => time.toISOString().slice(11, 16)

function domainOf(
  points: readonly { time: unknown; value: number }[],
  stacked: boolean,
  thresholds: readonly Threshold[],
) {
  const totals = new Map<unknown, number>()
  for (const { time, value } of points)
    totals.set(time, stacked ? (totals.get(time) ?? 0) + value : Math.max(totals.get(time) ?? 0, value))
  const highest = Math.max(1, ...totals.values(), ...thresholds.map(({ value }) => value))
  return [0, highest * 1.08]
}

type LegendEntry = { label: string; x: number }
const ROW = 18

function legendRows(series: readonly Series[], width: number): { rows: LegendEntry[][]; height: number } {
  const rows: LegendEntry[][] = [[]]
  let x = 16
  for (const { label } of series) {
    const needed = 24 + label.length * 7
    if (x + needed > width - 8 && x > 16) {
      rows.push([])
      x = 16
    }
    rows.at(-1)?.push({ label, x })
    x += needed
  }
  return { rows, height: rows.length * ROW + 8 }
}

function legend(rows: readonly LegendEntry[][], colors: ReadonlyMap<string, string>, top: number): string {
  return rows
    .flatMap((row, at) =>
      row.map(({ label, x }) => {
        const y = top + at * ROW + 10
        const swatch = `<rect x="${x}" y="${y - 8}" width="9" height="9" rx="2" fill="${colors.get(label) ?? INK}"/>`
        return swatch + textAt(x + 14, y, label, { size: 11.5 })
      }),
    )
    .join('')
}
