// What the ledger remembers of a case, what is in doubt about it, and the rules that follow from these two alone
// (docs/never-twice.md).
import type { FieldDigests, PushedFields } from './pushed-fields.ts'

/** A comment's text as the ledger knows it: whose it is, and the digest by which it is found in a journal. */
export type CommentDigest = { commentId: string; digest: string }

/** A comment text that is in the incident. `pushedAtS` in epoch seconds, ServiceNow's resolution. */
export type WrittenComment = CommentDigest & { pushedAtS: number }

/** An incident that a case has left. */
export type FormerIncident = { id: string; number: string }

/** The incident of a case. */
export type KnownIncident = {
  id: string
  number: string
  /** The instance and table that hold it (record-place.ts); absent in records from before it was kept. */
  instance?: string | undefined
  /** The last push that wrote to it, epoch ms. */
  pushedAtMs: number
  /** When it was claimed for the case, epoch ms; absent: not yet. */
  claimedAtMs?: number | undefined
}

/** Writes of one push whose outcome the ledger does not know. */
export type Doubt = Readonly<{
  owner: string
  /** From here on writes may have happened, epoch ms. */
  sinceMs: number
  /** From here on none of them can still happen, epoch ms. */
  settledAtMs: number
  /** sys_id of the incident that the caller named. */
  incidentId?: string | undefined
  /** The case version of the fields that may have been written, epoch ms. */
  version?: number | undefined
  /** The field values that may have been written; undefined: none. */
  fields?: FieldDigests | undefined
  /** The journal column that takes the comments. */
  journalColumn?: string | undefined
  /** The case may have left its incident for another. */
  mayLeave?: true | undefined
  comments: readonly CommentDigest[]
}>

export type CaseRecord = Readonly<{
  incident?: KnownIncident | undefined
  /** Newest case version pushed, epoch ms. */
  version?: number | undefined
  /** The field values last pushed into the incident. */
  fields: PushedFields
  comments: readonly WrittenComment[]
  /** The incidents that the case has left because they were closed, the last one last. */
  follows?: readonly FormerIncident[] | undefined
  /** The incident was named while another was recorded: it may hold comments that are not in `comments`. */
  isAdopted?: true | undefined
  doubts: readonly Doubt[]
}>

/** The lease outlives the deadline by what the clocks of two hosts may differ. */
export const LEASE_MARGIN_MS = 5_000

/** A look goes back behind the beginning of a doubt by what is not known of ServiceNow's clock. */
export const LOOK_MARGIN_MS = 300_000

// A digest has a fixed length, so that no two comments share a key.
const keyOf = ({ commentId, digest }: CommentDigest) => `${digest}${commentId}`

/** Looks comments up by id and digest. */
export function indexByText<T extends CommentDigest>(
  comments: readonly T[],
): (comment: CommentDigest) => T | undefined {
  const index = new Map(comments.map((comment) => [keyOf(comment), comment]))
  return (comment) => index.get(keyOf(comment))
}

/** The comments whose texts are not in the incident, in their order, each once. */
export function unwrittenOf<T extends CommentDigest>(comments: readonly T[], written: readonly WrittenComment[]): T[] {
  const seen = new Set(written.map(keyOf))
  return comments.filter((comment) => {
    const isNew = !seen.has(keyOf(comment))
    seen.add(keyOf(comment))
    return isNew
  })
}

/** A version further in the future than clocks differ, epoch ms, would hold back all later ones: it is none. */
export function pastVersion(version: number | undefined, nowMs: number): number | undefined {
  return version === undefined || version > nowMs + MAX_VERSION_AHEAD_MS ? undefined : version
}

const MAX_VERSION_AHEAD_MS = 600_000

/** The newest of case versions, any of which may be unknown. */
export function newestOf(...versions: (number | undefined)[]): number | undefined {
  const known = versions.filter((version) => version !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}
