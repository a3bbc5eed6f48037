// The results as Markdown: one block for each part, printed after a run and kept in docs/performance.md.
import { cellOf, distinct, memoryRatio, warmedUp } from './figures.ts'
import { goalsOf } from './goals.ts'
import { describeMachine } from './machine.ts'
import { PART_NAMES } from './results.ts'
import type { Curve, Measured, MemorySample, Overhead, PartName, Percentiles, PushCell, Throughput } from './results.ts'
import { goalsTable, table } from './table.ts'

export type BlockName = 'machine' | 'goals' | PartName

/** The blocks of what was measured. */
export function blocksOf(measured: Measured): Map<BlockName, string> {
  const { machine, pushes, overhead, throughput, memory, growth } = measured
  const blocks: Record<BlockName, string | undefined> = {
    machine: `Machine: ${describeMachine(machine)}.`,
    goals: goalsTable(goalsOf(measured)),
    pushes: pushes && pushesBlock(pushes),
    overhead: overhead && overheadBlock(overhead),
    throughput: throughput && throughputBlock(throughput),
    memory: memory && memoryBlock(memory),
    growth: growth && growthBlock(growth),
  }
  const order: BlockName[] = ['machine', ...PART_NAMES, 'goals']
  return new Map(order.flatMap((name) => (blocks[name] === undefined ? [] : [[name, blocks[name]] as const])))
}

const BY = ['separate', 'merged', 'reference'] as const

function pushesBlock(cells: readonly PushCell[]): string {
  const latencies = distinct(cells.map(({ latencyMs }) => latencyMs))
  const head = latencies.flatMap((latencyMs) => [`${latencyMs} ms: separate`, 'merged', 'reference'])
  const rows = (['create', 'update', 're-push'] as const).flatMap((operation) =>
    distinct(cells.map(({ comments }) => comments)).map((comments) => {
      const calls = BY.map((by) => cellOf(cells, { operation, comments, latencyMs: 0, by })?.calls)
      const times = latencies.flatMap((latencyMs) =>
        BY.map((by) => {
          const key = { operation, comments, latencyMs, by }
          return timeOf(cellOf(cells, key), by === 'reference' ? undefined : cellOf(cells, { ...key, by: 'reference' }))
        }),
      )
      return [operation, comments.toString(), calls.join(' / '), ...times]
    }),
  )
  return table(['operation', 'comments', 'calls: separate / merged / reference', ...head], rows)
}

function timeOf(cell: PushCell | undefined, reference: PushCell | undefined): string {
  if (cell === undefined) return ''
  const time = `${formatMs(cell.medianMs)} ms`
  return reference === undefined ? time : `${time} (${ratioOf(reference.medianMs / cell.medianMs)})`
}

const formatMs = (ms: number) => (ms < 100 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en-US'))
const ratioOf = (ratio: number) => `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio).toLocaleString('en-US')} ×`

function overheadBlock(overhead: Overhead): string {
  const { bare, push, repeated, ledger, own, dynamoDBServer, ownWithoutDynamoDB, processorMs, pushes } = overhead
  const row = (name: string, { p50, p95, p99, max }: Percentiles) => [
    name,
    ...[p50, p95, p99, max].map((ms) => ms.toFixed(2)),
  ]
  const times = table(
    [`ms, of ${pushes.toLocaleString('en-US')}`, 'p50', 'p95', 'p99', 'max'],
    [
      row('a create in ServiceNow by itself', bare),
      row('a push that creates an incident', push),
      row('**own overhead**: the push less the create', own),
      row("… of which the local DynamoDB's own time", dynamoDBServer),
      row('… and what remains', ownWithoutDynamoDB),
      row('the three calls of the ledger by themselves', ledger),
      row('the same push once more, which calls no ServiceNow', repeated),
    ],
  )
  const share = Math.round((ledger.p50 / own.p50) * 100)
  return (
    `${times}\n\nThe ledger takes ${share} % of the overhead (p50).\nProcessor time of the function's process: ` +
    `${processorMs.push.toFixed(2)} ms a push, ${processorMs.ledger.toFixed(2)} ms the calls of the ledger, ` +
    `${processorMs.bare.toFixed(2)} ms the create by itself.`
  )
}

function throughputBlock(throughput: readonly Throughput[]): string {
  const rows = throughput.map(({ callers, latencyMs, pushesPerS, barePerS, referencePerS }) => [
    ...[callers, latencyMs, pushesPerS, barePerS, referencePerS].map((value) => value.toLocaleString('en-US')),
    `${(pushesPerS / barePerS).toFixed(2)} ×`,
    `${(pushesPerS / referencePerS).toFixed(2)} ×`,
  ])
  const head = ['callers', 'latency, ms', 'pushes/s', 'bare creates/s', 'reference/s', 'to bare', 'to reference']
  return table(head, rows)
}

/** The first sample, that after a tenth of the pushes, and every fifth. */
function memoryBlock(samples: readonly MemorySample[]): string {
  const count = samples.length
  const shown = new Set([1, Math.ceil(count / 10), ...[1, 2, 3, 4, 5].map((fifth) => Math.ceil((fifth * count) / 5))])
  const pushesOf = (sample: MemorySample | undefined) => sample?.pushes.toLocaleString('en-US') ?? ''
  const rows = samples
    .filter((_, at) => shown.has(at + 1))
    .map((sample) => [pushesOf(sample), `${Math.round(sample.residentMb)} MB`, `${sample.heapMb.toFixed(1)} MB`])
  const [first, last] = [samples[0], samples.at(-1)]
  return (
    `${table(['pushes', 'resident', 'heap in use'], rows)}\n\n` +
    `Resident after ${pushesOf(last)} pushes: ${memoryRatio(samples).toFixed(2)} × of that after ` +
    `${pushesOf(warmedUp(samples))} (the goal), ${memoryRatio(samples, first).toFixed(2)} × of that after ` +
    `${pushesOf(first)}.`
  )
}

function growthBlock(curves: readonly Curve[]): string {
  return [...Map.groupBy(curves, ({ by }) => by)]
    .map(([by, group]) => {
      const sizes = group[0]?.points.map(({ size }) => size) ?? []
      const rows = group.map(({ name, points, exponent }) => [
        name,
        ...points.map(({ cost }) => formatMs(cost)),
        exponent?.toFixed(2) ?? '',
      ])
      return table([`ms, by ${by}`, ...sizes.map((size) => size.toLocaleString('en-US')), 'exponent'], rows)
    })
    .join('\n\n')
}
