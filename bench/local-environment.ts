// The environment of a function that uses the local servers.

type Urls = { secretsManager: string; dynamoDB: string; eventBridge?: string }

export function localEnvironment({ secretsManager, dynamoDB, eventBridge }: Urls): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDB,
    ...(eventBridge === undefined
      ? {}
      : {
          AWS_ENDPOINT_URL_EVENTBRIDGE: eventBridge,
          AWS_ENDPOINT_URL_SQS: eventBridge,
          CASE_PUSH_BUS: 'case-push-local',
        }),
    CASE_PUSH_SECRET_PREFIX: 'case-push/local',
    CASE_PUSH_TABLE: 'case-push-local',
    CASE_PUSH_ALLOWED_HOSTS: 'http://127.0.0.1',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    IS_OFFLINE: 'true', // no metrics: they are lines of the output
  }
}
