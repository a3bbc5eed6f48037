// What the description of the HTTP API says of the API as a whole.
import manifest from '../package.json' with { type: 'json' }

export const INFO = {
  title: 'case-push',
  version: manifest.version,
  license: { name: 'MIT', identifier: 'MIT' },
  summary: 'Pushes a case of Elastic Security to ServiceNow as one incident.',
  description: [
    "The paths and bodies are those of Elastic's documented API: a caller of Kibana needs only another address.",
    '**Sending again.** A request may be sent again as it was: nothing is written twice. A push must say for that ' +
      'which case it is about, by `savedObjectId`, `correlation_id` or `externalId`, or have the header ' +
      '`Idempotency-Key`; one with none of them makes another incident each time. An error says in `retry` whether ' +
      'repeating is worth it, and `Retry-After` says when. `misconfigured` (500) has no `Retry-After`: an operator ' +
      'must fix it first.',
    "**Errors.** The body is Elastic's documented error body with a truthful status, a `code` and `retry`. A " +
      'message names places, never values of the request. On `/action/` paths a body calls the connector ' +
      '`actionId`, on `/connector/` paths `connector_id`.',
    '**API Gateway** answers some requests itself, with `{"message": "…"}` and no code: a key that is missing or ' +
      'wrong, a path that is no route, a body above 10 MB, too many requests at once, and a function that failed.',
  ].join('\n\n'),
}

export const SERVERS = [
  {
    url: 'https://{apiId}.execute-api.{region}.amazonaws.com',
    description: 'A deployment',
    variables: {
      apiId: { default: 'api', description: 'Id of the HTTP API, which `serverless deploy` prints.' },
      region: { default: 'us-east-1', description: 'Region of the deployment.' },
    },
  },
  { url: 'http://127.0.0.1:3000', description: 'The embedded stack, started by `npm start`' },
]

export const SECURITY_SCHEMES = {
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      "`ApiKey` and the base64 of `<id>:<key>`, as Elastic's clients send it. `npm run api-key` mints a key.",
  },
  basic: {
    type: 'http',
    scheme: 'basic',
    description:
      'HTTP Basic, for callers that know no other scheme: the id of the key as the user name, the key as the password.',
  },
}

export const TAGS = [
  { name: 'Pushing', description: "Elastic's execute call: a case becomes an incident." },
  { name: 'Incidents', description: 'For callers that know an incident and not its case.' },
  { name: 'Connectors', description: 'What a key reaches, and whether it works.' },
]
