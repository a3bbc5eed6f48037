// A connector: the ServiceNow instance that cases go to, its credentials, and which column takes which part of a case.

export type Action = 'overwrite' | 'append' | 'nothing'
/** `tags`, `status` and `severity` are those of the case: without an entry here, no column takes them. */
export type Source = 'title' | 'description' | 'comments' | 'tags' | 'status' | 'severity'
/** Which column takes which part of a case, and how. A part that is missing is not sent. */
export type Mapping = Partial<Record<Source, { target: string; actionType: Action }>>

export type Connector = {
  id: string
  name: string
  /** Base of all URLs, without a trailing slash. */
  apiUrl: string
  mapping: Mapping | undefined
  credentials: { username: string; password: string }
}
