// A connector's mapping as Elastic's create-connector body has it (elastic-execute-api.md §3). A mapping that would
// break a promise is rejected: a comment that no look could find again, or two texts in one column.
import * as v from 'valibot'
import { ColumnName } from '../schema/identifiers.ts'
import { closedObject } from '../schema/problems.ts'

// The columns left out carry the never-twice promise, or ServiceNow alone writes them.
const Target = v.pipe(
  ColumnName,
  v.check(
    (name) => !/^(sys_.*|number|correlation_id|correlation_display|comments_and_work_notes)$/.test(name),
    'must be a column that a mapping may write',
  ),
)

const MappingEntry = closedObject({
  source: v.picklist(
    ['title', 'description', 'comments', 'tags', 'status', 'severity'],
    'must be title, description, comments, tags, status or severity',
  ),
  target: Target,
  actionType: v.picklist(['overwrite', 'append', 'nothing'], 'must be overwrite, append or nothing'),
})
type MappingEntry = v.InferOutput<typeof MappingEntry>

/** Every mistake is a problem with the path of the entry's key. */
export const MappingEntries = v.pipe(
  v.array(MappingEntry),
  v.nonEmpty('must not be empty'),
  v.rawCheck(({ dataset, addIssue }) => {
    // A list of anything else has aborted the pipe.
    const entries = dataset.value as MappingEntry[]
    entries.forEach((entry, at) => {
      for (const [key, message] of mistakesIn(entry, entries.slice(0, at))) {
        const inEntries = { type: 'array', origin: 'value', input: entries, key: at, value: entry } as const
        const inEntry = { type: 'object', origin: 'value', input: { ...entry }, key, value: entry[key] } as const
        addIssue({ message, path: [inEntries, inEntry] })
      }
    })
  }),
)

type Mistake = [key: 'source' | 'target', message: string]

function mistakesIn({ source, target, actionType }: MappingEntry, before: readonly MappingEntry[]): Mistake[] {
  const mistakes: Mistake[] = []
  if (before.some((other) => other.source === source)) mistakes.push(['source', 'must name each source once'])
  if (before.some((other) => other.target === target)) mistakes.push(['target', 'must name each target once'])
  if (actionType === 'nothing') return mistakes
  if (source !== 'comments' && JOURNALS.test(target)) mistakes.push(['target', 'must not be a journal column'])
  if (source === 'comments' && !JOURNALS.test(target) && !isCustom(target))
    mistakes.push(['target', 'must be a journal column'])
  return mistakes
}

// A journal grows with every write, and in a journal alone a comment can be found again.
const JOURNALS = /^(comments|work_notes)$/

/** A column of the instance's own may be a journal. */
const isCustom = (column: string) => /^[ux]_/.test(column)
