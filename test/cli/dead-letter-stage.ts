// A bus with its dead letters on this machine, and `npm run dead-letters` run against it. No output of it may hold a
// word of a case.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect } from '@jest/globals'
import { Hono } from 'hono'
import { createEventBridge } from '../../local/event-bridge.ts'
import { startLambda } from '../../local/lambda.ts'
import type { BusEvent } from '../../local/put-events.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { clientOptions } from '../support/aws-environment.ts'
import { readExample, requestEvent } from '../support/events.ts'
import { startCli, type CliResult, type RunningCli } from '../support/run-cli.ts'

/** @param meet sees each call before the servers do, by its target, and may answer it */
export async function startLetters(
  meet: (target: string) => Promise<Response | undefined> | undefined = () => undefined,
) {
  const delivered: BusEvent[] = []
  const lambda = await startLambda((event) => {
    const { Records } = event as { Records: [{ body: string }] }
    delivered.push(JSON.parse(Records[0].body) as BusEvent)
    return Promise.resolve({ batchItemFailures: [] })
  })
  const bus = createEventBridge({ lambdaUrl: lambda.url })
  const routes = new Hono()
  routes.use(async (c, next) => {
    const answer = await meet(c.req.header('x-amz-target') ?? '')
    if (answer !== undefined) return answer
    await next()
    return undefined
  })
  routes.route('/', bus.routes)
  const { url, close } = await startSecretsManager({ extraRoutes: routes })
  const sqs = new SQSClient({ ...clientOptions(url), useQueueUrlAsEndpoint: false })
  const QueueUrl = `${url}/000000000000/case-push-local-dead-letters`
  const environment = { AWS_ENDPOINT_URL_SQS: url, AWS_ENDPOINT_URL_EVENTBRIDGE: url }
  const start = (args: string[], variables: Record<string, string> = environment): RunningCli => {
    const { ended, interrupt } = startCli('dead-letters', args, variables)
    return { ended: ended.then(withoutCanary), interrupt }
  }
  return {
    bus,
    /** What the rule of the bus took to the function. */
    delivered,
    environment,
    start,
    run: (args: string[], variables?: Record<string, string>) => start(args, variables).ended,
    redrive: (...flags: string[]) => start(['redrive', '--stage', 'local', ...flags]).ended,
    list: (...flags: string[]) => start(['list', '--stage', 'local', ...flags]).ended,
    /** Puts a message among the dead letters, with its attributes. */
    bury: async (body: unknown, attributes: Record<string, string> = {}): Promise<void> => {
      const entries = Object.entries(attributes)
      const MessageAttributes = Object.fromEntries(
        entries.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      )
      const MessageBody = typeof body === 'string' ? body : JSON.stringify(body)
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }))
    },
    close: async () => {
      sqs.destroy()
      await bus.close()
      await close()
      await lambda.close()
    },
  }
}

function withoutCanary(result: CliResult): CliResult {
  expect(result.out + result.err).not.toMatch(/canary/i)
  return result
}

export const eventOf = (type: string, detail: unknown) => ({ 'detail-type': type, source: 'case-push', detail })

/** `detail` of a request for a push. */
export function requestOf(connectorId: string, title = 'Canary of a case') {
  const { detail } = requestEvent('canary-case')
  const subActionParams = { ...detail.params.subActionParams, title }
  return { connectorId, params: { ...detail.params, subActionParams } }
}

/** `detail` of a request for a close, through the connector `local`. */
export const closeOf = () => (readExample('case-close-requested') as { detail: { connectorId: string } }).detail

export const failure = (code: string, request: unknown) =>
  eventOf('Incident Push Failed', {
    connectorId: (request as { connectorId?: string }).connectorId ?? '',
    error: { code, message: 'Saved object not found', serviceMessage: 'canary of ServiceNow' },
    request,
  })
