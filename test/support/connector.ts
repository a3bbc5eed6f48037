// A connector as one that an operator stored with nothing but its address and an account comes out of the parser.
import type { Connector } from '../../lib/connectors/connector.ts'
import { CREDENTIALS } from './connector-secret.ts'

export function connectorAt(apiUrl: string, changes: Partial<Connector> = {}): Connector {
  return {
    id: 'local',
    name: 'Local',
    type: '.servicenow',
    apiUrl,
    table: 'incident',
    usesTableApi: true,
    login: { kind: 'basic', ...CREDENTIALS },
    mapping: undefined,
    valueMappings: {},
    defaults: {},
    allowedFields: undefined,
    comments: 'separate',
    whenClosed: 'update',
    closing: { state: '7', code: 'Closed/Resolved by Caller', notes: 'Closed by Caller' },
    ...changes,
  }
}

/** The password of a connector that logs in with one. */
export function passwordOf({ login }: Connector): string {
  if (login.kind !== 'basic') throw new Error(`logs in by ${login.kind}`)
  return login.password
}
