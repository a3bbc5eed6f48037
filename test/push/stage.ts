// What a test of pushes over HTTP needs: a ServiceNow and a caller for each test, and one DynamoDB for the file.
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import { startDynamoDB } from '../../local/dynamodb.ts'
import { startServiceNow, type ServiceNow, type ServiceNowOptions } from '../../local/servicenow/server.ts'
import { ledgerAt, type Caller } from './harness.ts'

export type Stage = {
  servicenow: ServiceNow
  caller: Caller
  /** Another one for each test. */
  id: string
  /** Another instance, closed after the test. */
  another(options?: ServiceNowOptions): Promise<ServiceNow>
  /** Requests that reached ServiceNow since the last clearing, as `POST incident`. */
  requests(): string[]
  /** An analyst, or an administrator, at work in ServiceNow. @returns the record */
  atWork(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<Record<string, string>>
}

/** Sets a stage up around every test of a file. @param name begins the ids of its cases */
export function stageFor(name: string): Stage {
  let dynamoDB: Awaited<ReturnType<typeof startDynamoDB>>
  let count = 0
  const opened: ServiceNow[] = []
  const another = async (options?: ServiceNowOptions) => {
    const servicenow = await startServiceNow(options)
    opened.push(servicenow)
    return servicenow
  }
  const stage = { another } as Stage
  stage.requests = () =>
    stage.servicenow.requests().map(({ method, path }) => `${method} ${path.split('/').slice(5, 6).join()}`)
  stage.atWork = async (method, path, body) => {
    const answer = await fetch(`${stage.servicenow.url}/api/now/v2/table/incident${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from('case-push:local-password').toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    stage.servicenow.clearRequests()
    return answer.status === 204 ? {} : ((await answer.json()) as { result: Record<string, string> }).result
  }
  beforeAll(async () => {
    dynamoDB = await startDynamoDB()
  })
  beforeEach(async () => {
    stage.servicenow = await another()
    stage.caller = { servicenow: stage.servicenow, ledger: ledgerAt(dynamoDB.url), ahead: 0 }
    stage.id = `${name}-${String(count++)}`
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((servicenow) => servicenow.close()))
  })
  afterAll(async () => {
    await dynamoDB.close()
  })
  return stage
}
