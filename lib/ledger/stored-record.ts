// How the record of a case is stored in DynamoDB: as schemas, so that what comes back is checked before it is believed.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import type { CaseRecord, CommentDigest, Doubt, KnownIncident, WrittenComment } from '../push/case-record.ts'

/** Version of the stored form. A record of another version is never read or overwritten. */
export const FORMAT = 2

const StoredDoubt = v.object({
  owner: v.string(),
  since: v.number(),
  settledAt: v.number(),
  incident: v.optional(v.string()),
  version: v.optional(v.number()),
  fields: v.optional(v.record(v.string(), v.string())),
  journal: v.optional(v.string()),
  mayLeave: v.optional(v.literal(true)),
  comments: v.array(v.tuple([v.string(), v.string()])),
})
type StoredDoubt = v.InferOutput<typeof StoredDoubt>

const StoredRecord = v.object({
  incident: v.optional(
    v.object({
      id: v.string(),
      number: v.string(),
      pushedAt: v.number(),
      instance: v.exactOptional(v.string()),
      claimedAt: v.exactOptional(v.number()),
    }),
  ),
  version: v.optional(v.number()),
  fields: v.optional(v.record(v.string(), v.array(v.string())), {}),
  follows: v.optional(v.array(v.object({ id: v.string(), number: v.string() }))),
  isAdopted: v.optional(v.literal(true)),
  comments: v.optional(v.array(v.tuple([v.string(), v.string(), v.number()])), []),
  doubts: v.array(StoredDoubt),
})
type StoredRecord = v.InferOutput<typeof StoredRecord>

/** What every version of a record has. */
export const StoredLease = v.object({
  format: v.number(),
  lease: v.optional(v.object({ owner: v.string(), until: v.number() })),
})

/** Whether an item is a record in this format. */
export function isOwnFormat(item: unknown): boolean {
  const stored = v.safeParse(StoredLease, item)
  return stored.success && stored.output.format === FORMAT
}

/** Stands for the last release of a record that was never released. */
export const NOBODY = 'nobody'

/** The owner of a record's last release. */
export function releasedBy(attributes: unknown): string {
  const stored = v.safeParse(v.object({ releasedBy: v.string() }), attributes)
  return stored.success ? stored.output.releasedBy : NOBODY
}

/** The attributes that a record may lack, in stored form; undefined for those that it does lack. */
export function storedOptions({ incident, version, fields, isAdopted, follows }: CaseRecord) {
  return { incident: incident && storedIncident(incident), version, fields, isAdopted, follows }
}

const storedIncident = ({ id, number, pushedAtMs, instance, claimedAtMs }: KnownIncident) => ({
  id,
  number,
  pushedAt: pushedAtMs,
  ...(instance === undefined ? {} : { instance }),
  ...(claimedAtMs === undefined ? {} : { claimedAt: claimedAtMs }),
})

/** A comment in stored form: the shortest that says it, because a record may hold thousands. */
export const storedComment = ({ commentId, digest, pushedAtS }: WrittenComment) => [commentId, digest, pushedAtS]

/** A doubt in stored form. What is undefined is left out, because DynamoDB does not store it. */
export function storedDoubt(doubt: Doubt) {
  const { owner, sinceMs, settledAtMs, incidentId, version, fields, journalColumn, mayLeave, comments } = doubt
  return {
    owner,
    since: sinceMs,
    settledAt: settledAtMs,
    ...(incidentId === undefined ? {} : { incident: incidentId }),
    ...(version === undefined ? {} : { version }),
    ...(fields === undefined ? {} : { fields }),
    ...(journalColumn === undefined ? {} : { journal: journalColumn }),
    ...(mayLeave === undefined ? {} : { mayLeave }),
    comments: comments.map(({ commentId, digest }) => [commentId, digest]),
  }
}

/** @throws PushError `misconfigured` when the attributes do not have this format */
export function recordFrom(attributes: unknown): CaseRecord {
  const record = v.safeParse(StoredRecord, attributes)
  if (!record.success) throw new PushError('misconfigured', { reason: 'record_format' })
  const { incident, version, fields, isAdopted, follows, comments, doubts } = record.output
  return {
    incident: incident && incidentFrom(incident),
    version,
    fields,
    isAdopted,
    follows,
    comments: comments.map(([commentId, digest, pushedAtS]) => ({ commentId, digest, pushedAtS })),
    doubts: doubts.map(doubtFrom),
  }
}

function incidentFrom({ pushedAt, claimedAt, ...incident }: NonNullable<StoredRecord['incident']>): KnownIncident {
  return { ...incident, pushedAtMs: pushedAt, ...(claimedAt === undefined ? {} : { claimedAtMs: claimedAt }) }
}

function doubtFrom({
  owner,
  since,
  settledAt,
  incident,
  version,
  fields,
  journal,
  mayLeave,
  comments,
}: StoredDoubt): Doubt {
  return {
    owner,
    sinceMs: since,
    settledAtMs: settledAt,
    incidentId: incident,
    version,
    fields,
    journalColumn: journal,
    mayLeave,
    comments: comments.map(([commentId, digest]): CommentDigest => ({ commentId, digest })),
  }
}
