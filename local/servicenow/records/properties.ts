// What an administrator of the instance would set: the basic-auth restriction, who may read and write what, the
// instance's clock, the user's time zone.
import * as v from 'valibot'

const DAY_MS = 86_400_000

export const PropertiesPatch = v.strictObject({
  /** Interactive users get 401 even for the right password (glide.authenticate.basic_auth.restriction.enforce). */
  basicAuthRestricted: v.exactOptional(v.boolean()),
  /**
   * How sys_journal_field answers a read. `filtered`: 200 with an empty list, as ACLs on rows do;
   * `values-hidden`: the rows without their text, as an ACL on the field does.
   */
  journalReadable: v.exactOptional(v.picklist(['yes', 'forbidden', 'filtered', 'values-hidden'])),
  /** `false`: reads of sys_dictionary are answered 403. */
  dictionaryReadable: v.exactOptional(v.boolean()),
  /** `false`: reads of sys_choice are answered 403. */
  choicesReadable: v.exactOptional(v.boolean()),
  /** `false`: a task's answers lack the journal columns, as with an ACL on the fields. */
  journalDisplayReadable: v.exactOptional(v.boolean()),
  /** Columns that every answer about a task lacks, as with an ACL on the fields. Queries still find by them. */
  hiddenColumns: v.exactOptional(v.array(v.string())),
  /** Columns of tasks that every write drops without an error, as with an ACL on the fields. */
  unwritableColumns: v.exactOptional(v.array(v.string())),
  /** `false`: a closed incident can be written to, as many instances let integrations do. */
  protectsClosed: v.exactOptional(v.boolean()),
  /** Whether Elastic's application is installed, for incidents and for security incidents, and its version (1.0.0). */
  elasticApplication: v.exactOptional(v.union([v.boolean(), v.strictObject({ version: v.exactOptional(v.string()) })])),
  /** How far the instance's clock is ahead: in the times of records and journals, and in the Date header. */
  clockOffsetMs: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(-DAY_MS), v.maxValue(DAY_MS))),
  /** Who sets the Date header: the instance, a proxy in front of it, which has the true time, or nobody. */
  dateHeader: v.exactOptional(v.picklist(['instance', 'proxy', 'none'])),
  /**
   * GETs are answered by a replica that is this far behind, by the true time. 0: by the instance itself.
   * A replica begins with what the tables hold when the property is set.
   */
  replicaLagMs: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** The user's time zone, for display values. */
  displayTimeZoneOffsetMinutes: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(-840), v.maxValue(840))),
  /**
   * The line above each entry of a journal's display value, with `{YYYY}`, `{MM}`, `{DD}`, `{hh}`, `{mm}`, `{ss}`,
   * `{user}` and `{label}`. By default `{YYYY}-{MM}-{DD} {hh}:{mm}:{ss} - {user} ({label})`.
   */
  journalHeading: v.exactOptional(v.string()),
  /** OAuth's client credentials (glide.oauth.inbound.client.credential.grant_type.enabled). */
  clientCredentialsEnabled: v.exactOptional(v.boolean()),
  /** How long new tokens of OAuth live, 1800 s by default. */
  tokenLifetimeS: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** A new password for the first user. */
  password: v.exactOptional(v.string()),
  /** A new secret for the first client of OAuth. */
  clientSecret: v.exactOptional(v.string()),
})

export type PropertiesPatch = v.InferOutput<typeof PropertiesPatch>

export type Properties = Omit<PropertiesPatch, 'password' | 'clientSecret'>
