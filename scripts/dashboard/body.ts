// The body of a dashboard, as "Dashboard Body Structure and Syntax" of the CloudWatch API describes it, as far as
// serverless/dashboard.yml uses it: an unknown key is an error, and so is a known one in a wrong form.
import * as v from 'valibot'

const WholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0))
const Percentile = v.pipe(v.string(), v.regex(/^p\d{1,2}(?:\.\d+)?$/))
const Statistic = v.union([v.picklist(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']), Percentile])
const Period = v.pipe(v.number(), v.multipleOf(60), v.minValue(60))

const MetricOptions = v.strictObject({ label: v.optional(v.string()), stat: v.optional(Statistic) })
const Query = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z]\w{0,254}$/)),
  expression: v.pipe(v.string(), v.maxLength(2048)),
  label: v.optional(v.string()),
})
const Annotation = v.strictObject({ label: v.string(), value: v.number() })
const Axis = v.strictObject({ min: v.optional(v.number()), max: v.optional(v.number()) })

/** `[namespace, name, dimension, value, …, options]`, or `[query]`. */
const Line = v.union([
  v.strictTuple([Query]),
  v.pipe(
    v.array(v.union([v.pipe(v.string(), v.minLength(1)), MetricOptions])),
    v.check((line) => line.filter((part) => typeof part === 'string').length % 2 === 0, 'a dimension needs a value'),
    v.check((line) => line.slice(0, -1).every((part) => typeof part === 'string'), 'options stand at the end'),
    v.check((line) => line.length >= 2, 'a metric has a namespace and a name'),
  ),
])

const MetricProperties = v.strictObject({
  title: v.string(),
  view: v.picklist(['timeSeries', 'singleValue']),
  stacked: v.optional(v.boolean()),
  region: v.pipe(v.string(), v.regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/)),
  period: Period,
  stat: Statistic,
  setPeriodToTimeRange: v.optional(v.boolean()),
  yAxis: v.optional(v.strictObject({ left: v.optional(Axis), right: v.optional(Axis) })),
  annotations: v.optional(v.strictObject({ horizontal: v.array(Annotation) })),
  metrics: v.pipe(v.array(Line), v.minLength(1)),
})

const AlarmArn = v.pipe(v.string(), v.regex(/^arn:aws:cloudwatch:[\w-]+:\d{12}:alarm:[\w-]+$/))
const Place = {
  x: v.pipe(WholeNumber, v.maxValue(23)),
  y: WholeNumber,
  width: v.pipe(WholeNumber, v.minValue(1), v.maxValue(24)),
  height: v.pipe(WholeNumber, v.minValue(1), v.maxValue(1000)),
}

const Widget = v.variant('type', [
  v.strictObject({ type: v.literal('text'), ...Place, properties: v.strictObject({ markdown: v.string() }) }),
  v.strictObject({
    type: v.literal('alarm'),
    ...Place,
    properties: v.strictObject({
      title: v.string(),
      alarms: v.pipe(v.array(AlarmArn), v.minLength(1), v.maxLength(100)),
      sortBy: v.picklist(['default', 'stateUpdatedTimestamp', 'timestamp']),
    }),
  }),
  v.strictObject({ type: v.literal('metric'), ...Place, properties: MetricProperties }),
])

const DashboardBody = v.strictObject({
  start: v.pipe(v.string(), v.regex(/^-P(?:T\d+[MH]|\d+[DWM])$/)),
  periodOverride: v.picklist(['auto', 'inherit']),
  widgets: v.pipe(v.array(Widget), v.maxLength(500)),
})

const Packaged = v.object({
  Type: v.literal('AWS::CloudWatch::Dashboard'),
  Properties: v.object({ DashboardBody: v.strictObject({ 'Fn::Sub': v.string() }) }),
})

export type Widget = v.InferOutput<typeof Widget>
export type MetricWidget = Extract<Widget, { type: 'metric' }>
export type Line = v.InferOutput<typeof Line>
export type DashboardBody = v.InferOutput<typeof DashboardBody>
export type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>

const REGION = 'us-east-1'
const ACCOUNT = '123456789012'

/**
 * The body of the packaged template's dashboard. What it refers to is filled in: alarms by their ARNs, everything else
 * by its name in the template.
 * @throws ValiError for a body that CloudWatch would reject; Error if it refers to what is not in the template
 */
export function dashboardBody(resources: Resources): DashboardBody {
  const text = v.parse(Packaged, resources['Dashboard']).Properties.DashboardBody['Fn::Sub']
  const filled = text.replace(/\$\{([\w:]+)(\.\w+)?\}/g, (reference: string, name: string) => {
    if (name === 'AWS::Region') return REGION
    const resource = resources[name]
    if (resource === undefined) throw new Error(`the dashboard refers to ${name}, which the template does not have`)
    const isAlarm = resource.Type === 'AWS::CloudWatch::Alarm' && reference.endsWith('.Arn}')
    return isAlarm ? `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${String(resource.Properties['AlarmName'])}` : name
  })
  return v.parse(DashboardBody, JSON.parse(filled) as unknown)
}

/** A line of a metric widget, taken apart. */
export type Metric = { namespace: string; name: string; dimensions: Record<string, string>; label: string }

export const queryOf = ([first]: Line) => (typeof first === 'object' && 'expression' in first ? first : undefined)

/** The metric of a line that is no query. */
export function metricOf(line: Line): Metric {
  const texts = line.filter((part) => typeof part === 'string')
  const [namespace = '', name = '', ...pairs] = texts
  const options = line.find((part) => typeof part === 'object')
  const dimensions: Record<string, string> = {}
  for (let at = 0; at < pairs.length; at += 2) dimensions[pairs[at] ?? ''] = pairs[at + 1] ?? ''
  return { namespace, name, dimensions, label: options?.label ?? name }
}

/** The metrics that a query reads, with the names of their dimensions. */
export function queriedMetrics(expression: string): { namespace: string; name: string; dimensions: string[] }[] {
  const selects = expression.matchAll(/SELECT \w+\((?<name>\w+)\) FROM SCHEMA\((?<schema>[^)]+)\)/g)
  const searches = expression.matchAll(/SEARCH\('\{(?<schema>[^}]+)\} MetricName="(?<name>\w+)"/g)
  return [...selects, ...searches].map(({ groups }) => {
    const [namespace = '', ...dimensions] = (groups?.['schema'] ?? '')
      .split(',')
      .map((part) => part.trim().replaceAll('"', ''))
    return { namespace, name: groups?.['name'] ?? '', dimensions }
  })
}
