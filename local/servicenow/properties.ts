// The switches of an instance that an administrator would set: the basic-auth gate, who may
// read journals, the caller's time zone.
import * as v from 'valibot'

export const propertiesSchema = v.strictObject({
  /** Interactive users get 401 for the right password (glide.authenticate.basic_auth.restriction.enforce). */
  basicAuthRestricted: v.exactOptional(v.boolean()),
  /** Reading sys_journal_field: `filtered` answers 200 with nothing, as ACLs on rows do. */
  journalReadable: v.exactOptional(v.picklist(['yes', 'forbidden', 'filtered'])),
  /** `false`: the journal columns are missing from an incident's answers, as by an ACL on the fields. */
  journalDisplayReadable: v.exactOptional(v.boolean()),
  /** The user's time zone, in which display values are written. */
  displayTimeZoneOffsetMinutes: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(-840), v.maxValue(840))),
  /** A new password for the first user. */
  password: v.exactOptional(v.string()),
})

export type PropertiesPatch = v.InferOutput<typeof propertiesSchema>

export type Properties = Omit<PropertiesPatch, 'password'>
