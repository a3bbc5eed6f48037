// What happened when: one line for every call, fault and signal, found again by the case or incident that it is about;
// and the counts of the summary.

export type Entry = { atMs: number; about: string; what: string }

/** What concerns all workers, and so every case. */
export const EVERYBODY = 'everybody'

export type Chronicle = {
  /** @param about a case's id, an incident's sys_id, or EVERYBODY */
  note(about: string, what: string): void
  /** Counts one `what` of this kind. */
  count(kind: Kind, what: string): void
  /** The entries about any of these, oldest first. */
  entriesAbout(subjects: readonly string[]): Entry[]
  counts(kind: Kind): ReadonlyMap<string, number>
  total(kind: Kind): number
}

export type Kind = 'request' | 'answer' | 'kill' | 'stop' | 'network' | 'servicenow' | 'bus' | 'last push'

export function createChronicle(now: () => number): Chronicle {
  const entries: Entry[] = []
  const kinds = new Map<Kind, Map<string, number>>()
  const countsOf = (kind: Kind) => {
    const counts = kinds.get(kind) ?? new Map<string, number>()
    kinds.set(kind, counts)
    return counts
  }
  return {
    note: (about, what) => {
      entries.push({ atMs: now(), about, what })
    },
    count: (kind, what) => {
      countsOf(kind).set(what, (countsOf(kind).get(what) ?? 0) + 1)
    },
    entriesAbout: (subjects) => entries.filter(({ about }) => subjects.includes(about)),
    counts: countsOf,
    total: (kind) =>
      countsOf(kind)
        .values()
        .reduce((sum, count) => sum + count, 0),
  }
}
