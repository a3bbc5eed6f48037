// The dashboard of the packaged template is one that CloudWatch accepts, and shows metrics that exist.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  dashboardBody,
  metricOf,
  queriedMetrics,
  queryOf,
  type DashboardBody,
  type Line,
} from '../../scripts/dashboard/body.ts'
import { UNITS } from '../../lib/telemetry/metrics.ts'
import { alarmsOf } from './alarms.ts'
import { isEmitted, OWN_METRICS, type Shown } from './metrics.ts'
import { KIBANA, packageService, type Packaged } from './packaged.ts'

let packaged: { full: Packaged; plain: Packaged }
beforeAll(async () => {
  const full = await packageService('prod', { kibanaUrl: KIBANA })
  packaged = { full, plain: await packageService('dev', { backlogAlarm: '77' }) }
}, 120_000)
afterAll(async () => {
  await Promise.all([packaged.full.remove(), packaged.plain.remove()])
})

const bodies = (): DashboardBody[] => [packaged.full, packaged.plain].map(({ resources }) => dashboardBody(resources))
const linesOf = ({ widgets }: DashboardBody): Line[] =>
  widgets.flatMap((widget) => (widget.type === 'metric' ? widget.properties.metrics : []))

test('its body is one that CloudWatch documents, with and without params', () => {
  for (const { widgets } of bodies()) expect(widgets.length).toBeGreaterThan(20)
})

test('a misspelled key, a metric without a value for its dimension and an unknown resource are found', () => {
  const { Dashboard } = packaged.full.resources
  const changed = (from: string, to: string) => {
    const { DashboardBody } = Dashboard?.Properties as { DashboardBody: { 'Fn::Sub': string } }
    const text = DashboardBody['Fn::Sub'].replace(from, to)
    expect(text).not.toBe(DashboardBody['Fn::Sub'])
    const Properties = { DashboardBody: { 'Fn::Sub': text } }
    return () =>
      dashboardBody({ ...packaged.full.resources, Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties } })
  }
  expect(changed('stacked', 'stackd')).toThrow()
  expect(changed(',"${HttpApi}"', '')).toThrow('a dimension needs a value')
  expect(changed('${LedgerTable}', '${Ledger}')).toThrow('refers to Ledger')
})

test('its widgets fill the 24 columns from top to bottom, and none overlaps another', () => {
  for (const { widgets } of bodies()) {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`),
    )
    const rows = Math.max(...widgets.map(({ y, height }) => y + height))
    expect(new Set(cells).size).toBe(cells.length)
    expect(cells.length).toBe(24 * rows)
    expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(24)
  }
})

const shownIn = (line: Line): Shown[] => {
  const query = queryOf(line)
  if (query !== undefined) return queriedMetrics(query.expression)
  const { namespace, name, dimensions } = metricOf(line)
  return [{ namespace, name, dimensions: Object.keys(dimensions) }]
}

test('every metric that it shows is one that is emitted, with these dimensions', () => {
  for (const line of bodies().flatMap(linesOf)) {
    const shown = shownIn(line)
    expect({ line, metrics: shown.length }).toEqual({ line, metrics: 1 })
    expect({ line, unknown: shown.filter((metric) => !isEmitted(metric)) }).toEqual({ line, unknown: [] })
  }
})

test('every metric of this service is shown', () => {
  for (const body of bodies()) {
    const shown = linesOf(body).flatMap(shownIn)
    const own = shown.filter(({ namespace }) => namespace === 'case-push').map(({ name }) => name)
    expect([...new Set(own)].sort()).toEqual(Object.keys(OWN_METRICS).sort())
  }
})

test('a widget has one query of Metrics Insights at most: GetMetricData takes no more', () => {
  for (const { widgets } of bodies()) {
    for (const widget of widgets) {
      if (widget.type !== 'metric') continue
      const selects = widget.properties.metrics.filter((line) => queryOf(line)?.expression.startsWith('SELECT'))
      expect(selects.length).toBeLessThanOrEqual(1)
    }
  }
})

test('it shows the state of every alarm, and of no other', () => {
  for (const one of [packaged.full, packaged.plain]) {
    const shown = dashboardBody(one.resources).widgets.flatMap((widget) =>
      widget.type === 'alarm' ? widget.properties.alarms : [],
    )
    const names = alarmsOf(one).map(({ AlarmName }) => AlarmName)
    expect(shown.map((arn) => arn.split(':').at(-1)).sort()).toEqual(names.sort())
  }
})

test('the threshold of an alarm is a line in the chart of its metric', () => {
  const [, plain] = bodies()
  expect(JSON.stringify(plain)).toContain('{"horizontal":[{"label":"alarm","value":77}]}')
})

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const draw = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(ROOT, 'scripts/dashboard-picture.ts'), ...args], { cwd: ROOT })

test('the picture in the documents is current (otherwise: npm run docs:dashboard)', async () => {
  const out = join(packaged.full.folder, 'dashboard.svg')
  await draw('--template', packaged.full.templateFile, '--out', out)
  const [drawn, shown] = await Promise.all(
    [out, join(ROOT, 'docs/pictures/dashboard.svg')].map((file) => readFile(file, 'utf8')),
  )
  expect(drawn === shown).toBe(true) // nobody reads the difference of two pictures
})

test('the script that draws it explains itself, and rejects an unknown option', async () => {
  expect((await draw('--help')).stdout).toContain('Usage: npm run docs:dashboard')
  await expect(draw('--frame')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("'--frame'") })
})

test('the metrics of this service that may be shown are those that it writes, and the filter of its log', () => {
  const written = Object.keys(UNITS)
  expect(Object.keys(OWN_METRICS).sort()).toEqual([...written, 'KeysRefused'].sort())
})
