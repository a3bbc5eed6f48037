// Which column takes which part of a case besides its comments, and with which text, pure.
import type { CasePush } from '../case/parse-case.ts'
import type { Action, ColumnValues, Connector, Mapping, Source } from '../connectors/connector.ts'
import type { FieldDigests } from './pushed-fields.ts'
import { withSignature } from './signature.ts'
import { CLOSED_STATES } from './states.ts'
import { digestOf, plainText, truncate } from './text.ts'

/** short_description is VARCHAR(160) (servicenow-api.md §3). */
const MAX_TITLE_LENGTH = 160

/**
 * What a push does to one column. `digest` recognizes the value as the caller gave it: dates and users of a signature
 * do not count. `clear` takes the place only of a value that was pushed from here; `append` puts the text behind what
 * is there, unless that ends with `unsigned`, which is the text without its signature.
 */
export type PlannedField =
  | { action: 'overwrite' | 'clear'; text: string; digest: string }
  | { action: 'append'; text: string; digest: string; unsigned: string }

export type PlannedFields = Readonly<Record<string, PlannedField>>

/** How a connector maps a case. */
type Rules = Pick<Connector, 'mapping' | 'valueMappings' | 'closing'>

/** Whether the fields are to go into a new incident or into one that is there. */
type Occasion = 'create' | 'update'

/** One part of a case: the text for its column, the value that it stands for, and its end without the signature. */
type Part = { text: string; value: string; end: string; isCleared: boolean }

const DEFAULT_MAPPING: Mapping = {
  title: { target: 'short_description', actionType: 'overwrite' },
  description: { target: 'description', actionType: 'overwrite' },
}

/** The fields of a case. A part that the caller did not give is left out, and so is one that no mapping mentions. */
export function plannedFields(casePush: CasePush, rules: Rules, on: Occasion): PlannedFields {
  const { mapping = DEFAULT_MAPPING } = rules
  const valued = Object.entries(valuedColumns(casePush, rules)).map(([column, value]) => [
    column,
    plannedField('overwrite', partOf(value), on),
  ])
  const columns = Object.entries(casePush.columns).map(([column, value]) => [
    column,
    plannedField('overwrite', partOf(value), on),
  ])
  const mapped = Object.entries(partsOf(casePush, mapping, on)).flatMap(([source, part]) => {
    if (isValued(source, rules)) return []
    const { target, actionType } = mapping[source as Source] ?? { target: '', actionType: 'nothing' as const }
    return [[target, plannedField(actionType, part, on)]]
  })
  return Object.fromEntries(
    [...valued, ...columns, ...mapped].filter(([, field]) => field !== undefined),
  ) as PlannedFields
}

// Kibana's words have values of their own where the connector says so; one without says nothing.
function valuedColumns({ attributes }: CasePush, { valueMappings }: Rules): ColumnValues {
  const { severity = '', status = '' } = attributes
  return { ...valueMappings.severity?.[severity], ...valueMappings.status?.[status] }
}

const isValued = (source: string, { valueMappings }: Rules) => Object.hasOwn(valueMappings, source)

/** The columns that the status of a case sets, and whether their values close the incident. */
export function closingOf(
  { attributes: { status = '' } }: CasePush,
  { valueMappings, closing }: Rules,
): { columns: ReadonlySet<string>; isClosing: boolean } {
  const columns = valueMappings.status?.[status] ?? {}
  const { state } = columns
  return {
    columns: new Set(Object.keys(columns)),
    isClosing: state !== undefined && (CLOSED_STATES.includes(state) || state === closing.state),
  }
}

/** The texts of fields by column. */
export function textsOf(fields: PlannedFields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([column, { text }]) => [column, text]))
}

/** The digests of fields by column. */
export function digestsOf(fields: PlannedFields): FieldDigests {
  return Object.fromEntries(Object.entries(fields).map(([column, { digest }]) => [column, digest]))
}

function plannedField(actionType: Action, part: Part, on: Occasion): PlannedField | undefined {
  const { text, value, end, isCleared } = part
  // A new incident has nothing to clear, and a text that was appended belongs to the column.
  if (actionType === 'nothing' || (isCleared && (on === 'create' ? text === '' : actionType === 'append')))
    return undefined
  const digest = digestOf(value)
  if (isCleared) return { action: 'clear', text, digest }
  return actionType === 'append'
    ? { action: 'append', text, digest, unsigned: end }
    : { action: 'overwrite', text, digest }
}

function partsOf(casePush: CasePush, { title }: Mapping, on: Occasion): Partial<Record<Source, Part>> {
  const whole = plainText(casePush.title)
  const isTruncated =
    title?.target === 'short_description' && title.actionType !== 'nothing' && whole.length > MAX_TITLE_LENGTH
  const description = descriptionOf(casePush, isTruncated ? whole : '', on)
  const attributes = Object.entries(casePush.attributes).map(([source, value]) => [source, partOf(value)])
  return {
    title: partOf(isTruncated ? truncate(whole, MAX_TITLE_LENGTH) : whole),
    ...(description === undefined ? {} : { description }),
    ...(Object.fromEntries(attributes) as Partial<Record<Source, Part>>),
  }
}

function partOf(given: string): Part {
  const text = plainText(given)
  return { text, value: text, end: text, isCleared: text === '' }
}

// A title that was truncated stands whole on top; an update without a description leaves the one in ServiceNow alone.
function descriptionOf({ description, changed }: CasePush, wholeTitle: string, on: Occasion): Part | undefined {
  if (description === undefined && on === 'update') return undefined
  if (description === undefined || description === '') return { ...partOf(wholeTitle), isCleared: true }
  const below = wholeTitle === '' ? '' : `${wholeTitle}\n\n`
  return {
    text: plainText(below + withSignature(description, changed.how, changed)),
    value: plainText(below + description),
    end: plainText(description),
    isCleared: false,
  }
}
