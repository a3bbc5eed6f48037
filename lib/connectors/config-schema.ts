// The configuration of a connector: the keys that each era of Kibana writes (elastic-execute-api.md §3), and those of
// this project.
import * as v from 'valibot'
import { TableName } from '../schema/identifiers.ts'
import { closedObject } from '../schema/problems.ts'
import { AllowedFields, Defaults, SeverityMapping, StatusMapping } from './columns-schema.ts'
import { loginConfig } from './login-schema.ts'
import { MappingEntries } from './mapping-schema.ts'

/** A text that is not empty. */
export const Present = v.pipe(v.string(), v.nonEmpty('must not be empty'))

const Table = v.pipe(
  TableName,
  v.check((name) => !name.startsWith('sys_'), 'must be a table that extends task'),
)

const Configuration = v.nullish(closedObject({ mapping: MappingEntries }))
const Short = v.pipe(Present, v.maxLength(40, 'must have at most 40 characters'))
const Long = v.pipe(Present, v.maxLength(4_000, 'must have at most 4000 characters'))

export const Config = closedObject({
  apiUrl: v.string(),
  ...loginConfig,
  usesTableApi: v.nullish(v.boolean()),
  // The same under the names of 7.7 and of 7.9. `isCaseOwned` says which connectors Kibana's Cases list.
  casesConfiguration: Configuration,
  incidentConfiguration: Configuration,
  isCaseOwned: v.nullish(v.boolean()),
  table: v.optional(Table),
  defaults: v.optional(Defaults),
  allowedFields: v.optional(AllowedFields),
  severityMapping: v.optional(SeverityMapping),
  statusMapping: v.optional(StatusMapping),
  comments: v.optional(v.picklist(['separate', 'merged'], 'must be separate or merged'), 'separate'),
  whenClosed: v.optional(v.picklist(['update', 'create'], 'must be update or create'), 'update'),
  closeState: v.optional(Short),
  closeCode: v.optional(Short, 'Closed/Resolved by Caller'),
  closeNotes: v.optional(Long, 'Closed by Caller'),
})
export type Config = v.InferOutput<typeof Config>

/** The keys of a connector's configuration, none of which is a secret. */
export const CONFIG_KEYS: ReadonlySet<string> = new Set(Object.keys(Config.entries))
