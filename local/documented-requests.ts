// The two requests that Elastic's documentation shows for the execute API: a create, and an update of the same case
// with one more comment.

const CASE = {
  savedObjectId: 'c1472f70-732a-11ea-a0b2-c51ea50a58e2',
  title: 'This case will self-destruct in 5 seconds',
  createdAt: '2020-03-31T08:36:45.661Z',
  createdBy: { fullName: 'Alan Hunley', username: 'ahunley' },
}
const COMMENT = {
  comment:
    'That is nothing - Ethan Hunt answered a targeted social media campaign promoting phishy pension schemes to ' +
    'IMF operatives.',
  createdBy: { fullName: 'Ms Moneypenny', username: 'moneypenny' },
}

/** Sent with every request: the first key of first-secrets.ts. */
export const HEADERS = { Authorization: 'ApiKey bG9jYWw6bG9jYWw=', 'Content-Type': 'application/json' }

/** The path that executes `connectorId`. */
export const executePath = (connectorId: string): string => `/api/actions/action/${connectorId}/_execute`

export function createRequest(savedObjectId = CASE.savedObjectId) {
  return pushToService({
    ...CASE,
    savedObjectId,
    description:
      'James Bond clicked on a highly suspicious email banner advertising cheap holidays for underpaid civil ' +
      'servants. Operation bubblegum is active.',
    comments: [
      { commentId: 'dda30310-732a-11ea-a0b2-c51ea50a58e2', createdAt: '2020-03-31T08:37:33.240Z', ...COMMENT },
    ],
  })
}

export function updateRequest(externalId: string) {
  return pushToService({
    ...CASE,
    externalId,
    comments: [
      { commentId: '8ef6d660-732f-11ea-a0b2-c51ea50a58e2', createdAt: '2020-03-31T09:11:08.736Z', ...COMMENT },
    ],
  })
}

function pushToService<Params>(subActionParams: Params) {
  return { params: { subAction: 'pushToService', subActionParams } }
}
