// A connector: the ServiceNow instance and table that cases go to, how it logs in there, and which column takes which
// part of a case.

/** `.servicenow-sir` is Security Incident Response. */
export type ConnectorType = '.servicenow' | '.servicenow-sir'

export type Action = 'overwrite' | 'append' | 'nothing'
/** `tags`, `status` and `severity` are those of the case: without an entry here, no column takes them. */
export type Source = 'title' | 'description' | 'comments' | 'tags' | 'status' | 'severity'
/** Which column takes which part of a case, and how. A part that is missing is not sent. */
export type Mapping = Partial<Record<Source, { target: string; actionType: Action }>>

/** Values by column. */
export type ColumnValues = Readonly<Record<string, string>>

/** By a word of Kibana's, which columns get which values. A word that is missing sets none. */
export type ValueMapping = Readonly<Record<string, ColumnValues>>

export type Login =
  | { kind: 'basic'; username: string; password: string }
  | { kind: 'client_credentials'; clientId: string; clientSecret: string }
  | JwtLogin
  | { kind: 'api_key'; apiKey: string }

/** OAuth with an assertion that is signed with the RSA key (`privateKey`, PEM). */
export type JwtLogin = {
  kind: 'jwt_bearer'
  clientId: string
  clientSecret: string
  privateKey: string
  privateKeyPassword: string | undefined
  jwtKeyId: string
  userIdentifierValue: string
}

/** What closing an incident writes. Without a `state` this connector cannot close. */
export type Closing = { state: string | undefined; code: string; notes: string }

export type Connector = {
  id: string
  name: string
  type: ConnectorType
  /** Base of all URLs, without a trailing slash. */
  apiUrl: string
  /** `incident`, `sn_si_incident`, or another table that extends `task`. */
  table: string
  /** Whether the Table API writes; otherwise imports through the ServiceNow application of Elastic do. */
  usesTableApi: boolean
  login: Login
  mapping: Mapping | undefined
  /** How columns take the severity and the status of a case, in place of the mapping. */
  valueMappings: { severity?: ValueMapping; status?: ValueMapping }
  /** Columns that only a create sets, where the case gives no value. */
  defaults: ColumnValues
  /** The columns that callers may name in `additional_fields`; undefined: any that a push does not write itself. */
  allowedFields: ReadonlySet<string> | undefined
  /** Whether each comment gets an entry of the journal, or all that are pushed at once get one. */
  comments: 'separate' | 'merged'
  /** What a push does whose incident is resolved, closed or canceled: writes to it, or opens another. */
  whenClosed: 'update' | 'create'
  closing: Closing
}
