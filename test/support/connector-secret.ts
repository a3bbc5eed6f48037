// What an operator stores for a connector of basic authentication.

/** The account that the stand-in of ServiceNow has unless a test says otherwise. */
export const CREDENTIALS = { username: 'case-push', password: 'local-password' }

export function connectorSecret(apiUrl: string, secrets: object = CREDENTIALS) {
  return { name: 'Local', actionTypeId: '.servicenow', config: { apiUrl }, secrets }
}
