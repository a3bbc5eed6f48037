// The alarms of a packaged template, as far as tests look into them.
import * as v from 'valibot'
import { queriedMetrics } from '../../scripts/dashboard/body.ts'
import type { Shown } from './metrics.ts'
import type { Packaged } from './packaged.ts'

const Dimensions = v.array(v.object({ Name: v.string(), Value: v.unknown() }))
const Metric = v.object({ Namespace: v.string(), MetricName: v.string(), Dimensions })

const Alarm = v.object({
  AlarmName: v.string(),
  AlarmDescription: v.pipe(v.string(), v.maxLength(1024)),
  AlarmActions: v.optional(v.array(v.string())),
  Threshold: v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]),
  TreatMissingData: v.literal('notBreaching'),
  ...v.partial(Metric).entries,
  Metrics: v.optional(
    v.array(
      v.object({
        Id: v.string(),
        Expression: v.optional(v.string()),
        Period: v.optional(v.number()),
        ReturnData: v.boolean(),
        MetricStat: v.optional(v.object({ Metric, Period: v.number(), Stat: v.string() })),
      }),
    ),
  ),
})

export type Alarm = v.InferOutput<typeof Alarm>

export const alarmsOf = ({ resources }: Packaged): Alarm[] =>
  Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => v.parse(Alarm, Properties))

/** The end of an alarm's name, after stage: the heading in docs/alarms.md. */
export const headingOf = ({ AlarmName }: Pick<Alarm, 'AlarmName'>) => AlarmName.replace(/^case-push-[^-]+-/, '')

export function watchedBy({ Namespace, MetricName, Dimensions: named, Metrics = [] }: Alarm): Shown[] {
  const shown = (metric: v.InferOutput<typeof Metric>) => ({
    namespace: metric.Namespace,
    name: metric.MetricName,
    dimensions: metric.Dimensions.map(({ Name }) => Name),
  })
  const alone =
    Namespace === undefined || MetricName === undefined
      ? []
      : [shown({ Namespace, MetricName, Dimensions: named ?? [] })]
  const several = Metrics.flatMap(({ MetricStat, Expression = '' }) =>
    MetricStat === undefined ? queriedMetrics(Expression) : [shown(MetricStat.Metric)],
  )
  return [...alone, ...several]
}
