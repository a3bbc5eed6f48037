// How the record of a case is stored in DynamoDB: as schemas, so that what comes back is checked before it is believed.
import * as v from 'valibot'
import type { CaseRecord, Doubt, WrittenComment } from '../push/case-record.ts'
import { PushError } from '../errors.ts'

/** Version of the stored form. A record of another version is refused, never overwritten. */
export const FORMAT = 1

const Digested = v.tuple([v.string(), v.string()])
const StoredDoubt = v.object({
  owner: v.string(),
  since: v.number(),
  settledAt: v.number(),
  incident: v.exactOptional(v.string()),
  version: v.exactOptional(v.number()),
  fields: v.exactOptional(v.string()),
  comments: v.array(Digested),
})
const StoredRecord = v.object({
  incident: v.exactOptional(v.object({ id: v.string(), number: v.string(), pushedAt: v.number() })),
  version: v.exactOptional(v.number()),
  fields: v.exactOptional(v.string()),
  isAdopted: v.exactOptional(v.literal(true)),
  comments: v.optional(v.array(v.tuple([v.string(), v.string(), v.number()])), []),
  doubts: v.array(StoredDoubt),
})
/** What every version of a record has. */
export const StoredLease = v.object({
  format: v.number(),
  lease: v.optional(v.object({ owner: v.string(), until: v.number() })),
})

/** Stands for the last release of a record that was never released. */
export const NOBODY = 'nobody'

/** The owner of a record's last release. */
export function releasedBy(attributes: unknown): string {
  const stored = v.safeParse(v.object({ releasedBy: v.string() }), attributes)
  return stored.success ? stored.output.releasedBy : NOBODY
}

export const storedComment = ({ commentId, digest, pushedAt }: WrittenComment) => [commentId, digest, pushedAt]

export const storedDoubt = (doubt: Doubt) => ({
  ...doubt,
  comments: doubt.comments.map(({ commentId, digest }) => [commentId, digest]),
})

/** @throws PushError `misconfigured` for attributes that are no record of this format */
export function recordFrom(attributes: unknown): CaseRecord {
  const record = v.safeParse(StoredRecord, attributes)
  if (!record.success) throw new PushError('misconfigured', { reason: 'record_format' })
  const { comments, doubts, ...rest } = record.output
  return {
    ...rest,
    comments: comments.map(([commentId, digest, pushedAt]) => ({ commentId, digest, pushedAt })),
    doubts: doubts.map((doubt) => ({
      ...doubt,
      comments: doubt.comments.map(([commentId, digest]) => ({ commentId, digest })),
    })),
  }
}
