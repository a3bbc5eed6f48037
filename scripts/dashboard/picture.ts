// Draws the dashboard as one SVG: every widget at its place in the grid.
import { dashboardBody, type Resources, type Widget } from './body.ts'
import { chart } from './chart.ts'
import { alarmPanel, numberOf, numberPanel, textAt, textPanel, type Size } from './panels.ts'
import { IN_ALARM, sampleSeries } from './sample-data.ts'

/** Pixels of one unit of the grid. */
const UNIT = { width: 50, height: 40 }
const GAP = 6
const COLUMNS = 24

/** @param resources of the packaged template */
export function dashboardPicture(resources: Resources): string {
  const { widgets } = dashboardBody(resources)
  const width = COLUMNS * UNIT.width + GAP
  const height = Math.max(...widgets.map(({ y, height }) => y + height)) * UNIT.height + GAP
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` font-family="Helvetica, Arial, sans-serif" role="img">`,
    '<title>The dashboard of case-push, with sample data</title>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>\n`,
    ...widgets.map((widget) => `${framed(widget)}\n`),
    '</svg>\n',
  ].join('')
}

function framed(widget: Widget): string {
  const size = { width: widget.width * UNIT.width - GAP, height: widget.height * UNIT.height - GAP }
  const title = 'title' in widget.properties ? textAt(14, 24, widget.properties.title, { size: 13.5, weight: 700 }) : ''
  return [
    `<g transform="translate(${widget.x * UNIT.width + GAP},${widget.y * UNIT.height + GAP})">`,
    `<rect width="${size.width}" height="${size.height}" rx="6" fill="#ffffff" stroke="#d1d5db"/>`,
    title,
    contentOf(widget, size),
    '</g>',
  ].join('')
}

function contentOf(widget: Widget, size: Size): string {
  if (widget.type === 'text') return textPanel(widget.properties.markdown, size)
  if (widget.type === 'alarm') return alarms(widget.properties.alarms, size)
  if (widget.properties.view === 'timeSeries') return chart(widget.properties, size)
  const { metrics, setPeriodToTimeRange = false } = widget.properties
  const numbers = metrics.flatMap(sampleSeries)
  return numberPanel(
    numbers.map((series) => ({ label: series.label, value: numberOf(series, setPeriodToTimeRange) })),
    size,
  )
}

function alarms(arns: readonly string[], size: Size): string {
  const names = arns.map((arn) => arn.replace(/^.*:alarm:case-push-[^-]+-/, ''))
  return alarmPanel(names, new Set(IN_ALARM), size)
}
