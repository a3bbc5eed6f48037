// The AWS of the tests: the names in it, the credentials that it accepts, and a function's environment there.

export const SECRET_PREFIX = 'case-push/local'
export const TABLE = 'case-push-local'
export const BUS = 'case-push-local'

/** The URL of a port on which nobody listens. */
export const NOBODY = 'http://127.0.0.1:1'

/** The options of an SDK client for the server at `endpoint`; a failed call is not repeated. */
export function clientOptions(endpoint: string) {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  }
}

/** What serverless.yml sets for every function on the stage `local`. */
export function functionEnvironment(urls: { secrets: string; dynamoDB: string; eventBridge?: string }) {
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secrets,
    AWS_ENDPOINT_URL_DYNAMODB: urls.dynamoDB,
    AWS_ENDPOINT_URL_EVENTBRIDGE: urls.eventBridge ?? urls.secrets,
    AWS_ENDPOINT_URL_SQS: urls.secrets,
    CASE_PUSH_SECRET_PREFIX: SECRET_PREFIX,
    CASE_PUSH_TABLE: TABLE,
    CASE_PUSH_ALLOWED_HOSTS: 'http://127.0.0.1',
  }
}
