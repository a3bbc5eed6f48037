// bench/results.json: what the benchmark measured, and on which machine. Times are in ms unless a name says otherwise.
import * as v from 'valibot'

const Percentiles = v.object({ p50: v.number(), p95: v.number(), p99: v.number(), max: v.number() })

const OPERATIONS = ['create', 'update', 're-push'] as const
const BY = ['separate', 'merged', 'reference'] as const

/** One kind of push. `by`: the connector's mode, or the reference. `calls` go to ServiceNow. */
const PushCell = v.object({
  operation: v.picklist(OPERATIONS),
  comments: v.number(),
  latencyMs: v.number(),
  by: v.picklist(BY),
  calls: v.number(),
  ledgerCalls: v.number(),
  medianMs: v.number(),
  runs: v.number(),
})

const Overhead = v.object({
  pushes: v.number(),
  /** ServiceNow's create by itself. */
  bare: Percentiles,
  push: Percentiles,
  /** The same push once more: no call of ServiceNow. */
  repeated: Percentiles,
  /** The three calls of the ledger by themselves. */
  ledger: Percentiles,
  /** Of each push, less the bare call beside it. */
  own: Percentiles,
  /** DynamoDB's time for the ledger calls of a push, in its own process. */
  dynamoDBServer: Percentiles,
  ownWithoutDynamoDB: Percentiles,
  /** Of this process, means. */
  processorMs: v.object({ bare: v.number(), push: v.number(), ledger: v.number() }),
  ownSamplesMs: v.array(v.number()),
})

const Throughput = v.object({
  callers: v.number(),
  latencyMs: v.number(),
  pushesPerS: v.number(),
  barePerS: v.number(),
  referencePerS: v.number(),
})

const MemorySample = v.object({ pushes: v.number(), residentMb: v.number(), heapMb: v.number() })

/** `cost`: processor time of a push, ms. */
const Curve = v.object({
  by: v.picklist(['comments', 'body, KB']),
  name: v.string(),
  exponent: v.nullable(v.number()),
  points: v.array(v.object({ size: v.number(), cost: v.number() })),
})

const Machine = v.object({
  processor: v.string(),
  cores: v.number(),
  memoryGb: v.number(),
  platform: v.string(),
  node: v.string(),
  date: v.string(),
})

const PARTS = {
  pushes: v.array(PushCell),
  overhead: Overhead,
  throughput: v.array(Throughput),
  memory: v.array(MemorySample),
  growth: v.array(Curve),
}

export const PART_NAMES = Object.keys(PARTS) as PartName[]
export type PartName = keyof typeof PARTS

/** What a whole run measured. */
const Results = v.object({ machine: Machine, ...PARTS })
export type Results = v.InferOutput<typeof Results>
/** What a run of some parts measured. */
export type Measured = Pick<Results, 'machine'> & Partial<Results>

export type Percentiles = v.InferOutput<typeof Percentiles>
export type Operation = (typeof OPERATIONS)[number]
export type By = (typeof BY)[number]
export type PushCell = v.InferOutput<typeof PushCell>
export type Overhead = v.InferOutput<typeof Overhead>
export type Throughput = v.InferOutput<typeof Throughput>
export type MemorySample = v.InferOutput<typeof MemorySample>
export type Curve = v.InferOutput<typeof Curve>
export type Machine = v.InferOutput<typeof Machine>

/** @throws ValiError if it is not the text of a whole run */
export const parseResults = (text: string): Results => v.parse(Results, JSON.parse(text))
