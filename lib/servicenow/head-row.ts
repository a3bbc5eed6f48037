// The columns by which every answer about an incident identifies it.
import * as v from 'valibot'
import { ExternalId } from '../schema/identifiers.ts'

export const HEAD_COLUMNS = 'sys_id,number,sys_created_on,sys_updated_on'
export const HEAD_QUERY = { sysparm_fields: HEAD_COLUMNS, sysparm_exclude_reference_link: 'true' }

export const HeadRow = v.object({
  sys_id: ExternalId,
  number: v.optional(v.string()),
  sys_created_on: v.optional(v.string()),
  sys_updated_on: v.optional(v.string()),
})
export type HeadRow = v.InferOutput<typeof HeadRow>
