// A case in Kibana and its Push button: what is sent, and what Kibana remembers of it. It remembers a push only when
// every call of it has succeeded, and then the incident alone.
import type { CaseFields } from './templates.ts'
import type { ExternalIncident, WebhookConnector } from './webhook-connector.ts'

type Comment = { id: string; text: string; user: string }
type UserAction = { comment: string } | { pushed: ExternalIncident; connectorId: string }

export type KibanaCase = {
  /** Changes what the person sees of the case. */
  edit(fields: Partial<CaseFields>): void
  /** Adds a comment or, when its id is there already, edits it. */
  comment(id: string, text: string, user?: string): void
  attachAlerts(count: number): void
  /** Presses the button. @throws Error with the text that Kibana shows */
  push(connector: WebhookConnector, connectorId?: string): Promise<ExternalIncident>
}

export function openCase(given: Partial<CaseFields> & { id: string }): KibanaCase {
  let fields: CaseFields = { title: 'Phishing', description: '', tags: [], status: 'open', severity: 'low', ...given }
  const comments = new Map<string, Comment>()
  const userActions: UserAction[] = []
  let alerts = 0

  const latestPush = (connectorId: string) =>
    userActions.findLastIndex((action) => 'pushed' in action && action.connectorId === connectorId)

  function unpushed(connectorId: string): string[] {
    const since = userActions.slice(latestPush(connectorId) + 1)
    const touched = new Set(since.flatMap((action) => ('comment' in action ? [action.comment] : [])))
    const texts = [...comments.values()]
      .filter(({ id }) => touched.has(id))
      .map(({ text, user }) => `${text}\n\nAdded by ${user}.`)
    // Releases before mid-2026 send this line at every push, whether an alert is new or not.
    return alerts === 0 ? texts : [...texts, `Elastic Alerts attached to the case: ${alerts}`]
  }

  return {
    edit: (changed) => {
      fields = { ...fields, ...changed }
    },
    comment: (id, text, user = 'elastic') => {
      comments.set(id, { id, text, user })
      userActions.push({ comment: id })
    },
    attachAlerts: (count) => {
      alerts += count
    },
    push: async (connector, connectorId = 'webhook') => {
      const latest = userActions[latestPush(connectorId)]
      const externalId = latest !== undefined && 'pushed' in latest ? latest.pushed.id : null
      const pushed = await connector.push({ externalId, fields, comments: unpushed(connectorId) })
      userActions.push({ pushed, connectorId })
      return pushed
    },
  }
}
