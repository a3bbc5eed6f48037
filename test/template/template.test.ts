// The packaged CloudFormation template permits exactly what the code calls, and the time limits of the queue and its
// handler fit together. That it is valid, lint.test.ts shows.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { MAX_DELAY_S } from '../../lib/middleware/redelivery-delay.ts'
import { parseSettings } from '../../lib/settings.ts'
import { testLockedDown } from './locked-down.ts'
import { KEY, KIBANA, packageService, TOPIC, type Bundle, type Packaged, type Resource } from './packaged.ts'
import { testRetainedLedger } from './retained-ledger.ts'
import { statementsOf } from './statements.ts'

let packaged: Packaged
beforeAll(async () => {
  packaged = await packageService('prod', { kibanaUrl: KIBANA, alarmTopicArn: TOPIC, kmsKeyArn: KEY })
}, 120_000)
afterAll(async () => {
  await packaged.remove()
})

const resource = (name: string): Resource => {
  const found = packaged.resources[name]
  if (found === undefined) throw new Error(`the template has no ${name}`)
  return found
}

test('the environment of every function is one that its code accepts, and its settle time is the default', () => {
  for (const { Type, Properties } of Object.values(packaged.resources)) {
    if (Type !== 'AWS::Lambda::Function') continue
    const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> }
    const environment = Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, String(value)]))
    expect(parseSettings(environment)).toMatchObject({ settleMs: 75_000 })
  }
})

const bundleOf = (name: string): Bundle => {
  const found = packaged.bundles[name]
  if (found === undefined) throw new Error(`no artifact for ${name}`)
  return found
}

// The action that a command of the SDK, or its paginator, needs.
const ACTIONS: Record<string, string> = {
  Get: 'dynamodb:GetItem',
  Update: 'dynamodb:UpdateItem',
  GetSecretValue: 'secretsmanager:GetSecretValue',
  ListSecrets: 'secretsmanager:ListSecrets',
  BatchGetSecretValue: 'secretsmanager:BatchGetSecretValue',
  PutEvents: 'events:PutEvents',
  ChangeMessageVisibility: 'sqs:ChangeMessageVisibility',
}
// Actions that IAM can permit only on every resource.
const WITHOUT_RESOURCE = ['secretsmanager:ListSecrets', 'secretsmanager:BatchGetSecretValue']
const EVERY_FUNCTION = ['logs:CreateLogStream', 'logs:PutLogEvents']
const POLLED_FUNCTION = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage']

test('every function is permitted exactly what its code calls, on named resources', () => {
  const functions = Object.entries(packaged.resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
  expect(functions.length).toBe(Object.keys(packaged.bundles).length)
  for (const [logicalId, { Properties }] of functions) {
    const name = String(Properties['FunctionName']).split('-').at(-1) ?? ''
    const isPolled = Object.values(packaged.resources).some(
      (other) =>
        other.Type === 'AWS::Lambda::EventSourceMapping' &&
        JSON.stringify(other.Properties['FunctionName']).includes(logicalId),
    )
    const needed = [...EVERY_FUNCTION, ...(isPolled ? POLLED_FUNCTION : []), ...calledIn(bundleOf(name)), 'kms:Decrypt']
    expect({ name, actions: actionsOf(Properties['Role']) }).toEqual({ name, actions: [...new Set(needed)].sort() })
  }
})

/** The actions that the project's own modules of a bundle call. */
function calledIn(bundle: Bundle): string[] {
  const calls = [...bundle.code.matchAll(/new (\w+?)Command\d*\(|\bpaginate(\w+?)\d*\(/g)].filter(({ index }) =>
    /^(lib|handlers)\//.test(bundle.sourceAt(index)),
  )
  expect(calls.length).toBeGreaterThan(0)
  return calls.map(([, command, paginated]) => {
    const name = command ?? paginated ?? ''
    return ACTIONS[name] ?? `an action unknown to this test: ${name}`
  })
}

function actionsOf(role: unknown): string[] {
  const {
    'Fn::GetAtt': [name],
  } = role as { 'Fn::GetAtt': [string] }
  const statements = statementsOf(resource(name).Properties)
  expect(statements.filter(({ Action }) => Action === 'kms:Decrypt').map(({ Resource }) => Resource)).toEqual([KEY])
  expect(statements.filter(({ Effect }) => Effect !== 'Allow')).toEqual([])
  expect(
    statements
      .filter(({ Resource }) => Resource === '*')
      .flatMap(({ Action }) => Action)
      .filter((action) => !WITHOUT_RESOURCE.includes(action)),
  ).toEqual([])
  return [...new Set(statements.flatMap(({ Action }) => Action))].sort()
}

testLockedDown(() => packaged)
testRetainedLedger(() => packaged)

test('each role of a function has a name, which `serverless deploy function` needs, and room for a long stage', () => {
  for (const { Type, Properties } of Object.values(packaged.resources)) {
    if (Type !== 'AWS::Lambda::Function') continue
    const [role] = (Properties['Role'] as { 'Fn::GetAtt': [string] })['Fn::GetAtt']
    const name = String(resource(role).Properties['RoleName'])
    expect(name).toMatch(/^case-push-prod-us-east-1-[a-z-]+$/)
    const longest = name.replace('us-east-1', 'ap-southeast-1').replace('prod', 'x'.repeat(23))
    expect(longest.length).toBeLessThanOrEqual(64)
  }
})

test('SQS does not deliver a record again while the function may still be working on it', () => {
  const timeout = Number(resource('ExecuteQueuedLambdaFunction').Properties['Timeout'])
  const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = resource('RequestQueue').Properties as {
    VisibilityTimeout: number
    MessageRetentionPeriod: number
    RedrivePolicy: { maxReceiveCount: number }
  }
  expect(VisibilityTimeout).toBeGreaterThan(timeout)
  // The handler puts a record off for a day at most, each time for as long as it says. After that the record comes back
  // after the visibility timeout, until the redrive takes it; the queue must not forget it before.
  expect(RedrivePolicy.maxReceiveCount).toBeGreaterThan((2 * 24 * 3600) / MAX_DELAY_S)
  expect(MessageRetentionPeriod).toBeGreaterThan(24 * 3600 + RedrivePolicy.maxReceiveCount * VisibilityTimeout)
})

test('the queue delivers one record at a time, to no more functions at once than the deployment allows', () => {
  const [mapping] = Object.values(packaged.resources).filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping')
  expect(mapping?.Properties).toMatchObject({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } })
})

test('a request that is put off is no error of the function, and only its own queue hides it', () => {
  const [mapping] = Object.values(packaged.resources).filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping')
  expect(mapping?.Properties).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'] })
  const hiding = Object.values(packaged.resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Role')
    .flatMap(({ Properties }) => statementsOf(Properties))
    .filter(({ Action }) => Action.includes('sqs:ChangeMessageVisibility'))
  expect(hiding).toMatchObject([{ Effect: 'Allow', Resource: { 'Fn::GetAtt': ['RequestQueue', 'Arn'] } }])
})

test('only the function behind the queue contains the client of SQS', () => {
  const withClient = Object.entries(packaged.bundles).filter(([, { modules }]) =>
    Object.keys(modules).some((module) => module.includes('client-sqs')),
  )
  expect(withClient.map(([name]) => name)).toEqual(['executeQueued'])
})

const POLICIES = ['RequestQueuePolicy', 'DeadLetterQueuePolicy']
type PolicyStatement = { Effect: string; Condition: Record<string, Record<string, unknown> | undefined> }
const policyOf = (name: string) =>
  (resource(name).Properties['PolicyDocument'] as { Statement: PolicyStatement[] }).Statement

test('only the rules of the bus may send to the queues', () => {
  const sources = POLICIES.map((name) => {
    const allowed = policyOf(name).filter(({ Effect }) => Effect === 'Allow')
    expect(allowed).toMatchObject([{ Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage' }])
    return allowed[0]?.Condition['ArnEquals']?.['aws:SourceArn']
  })
  const rule = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] })
  expect(sources).toEqual([rule('RequestedRule'), [rule('RequestedRule'), rule('FailedRule'), rule('WriteBackRule')]])
})

test('the queues refuse everybody who comes over plain HTTP', () => {
  const queues = ['RequestQueue', 'DeadLetterQueue']
  for (const [at, name] of POLICIES.entries()) {
    const denied = policyOf(name).filter(({ Effect }) => Effect === 'Deny')
    expect(denied).toEqual([
      {
        Sid: 'Encrypted',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: { 'Fn::GetAtt': [queues[at], 'Arn'] },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ])
    expect(resource(name).Properties['Queues']).toEqual([{ Ref: queues[at] }])
  }
})

test('every rule keeps the events that it could not deliver', () => {
  const rules = Object.values(packaged.resources).filter(({ Type }) => Type === 'AWS::Events::Rule')
  const targets = rules.flatMap(({ Properties }) => Properties['Targets'] as Record<string, unknown>[])
  expect(targets).toHaveLength(3)
  for (const target of targets) {
    expect(target['RetryPolicy']).toEqual({ MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 })
    if (target['Id'] !== 'dead-letters')
      expect(target['DeadLetterConfig']).toEqual({ Arn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] } })
  }
})

test('a replay repeats no outcome: the archive keeps requests alone', () => {
  expect(resource('RequestArchive').Properties['EventPattern']).toEqual({
    'detail-type': ['Case Push Requested', 'Case Close Requested'],
  })
})

test('the write-back calls Kibana as documented', () => {
  expect(resource('WriteBackDestination').Properties).toMatchObject({
    HttpMethod: 'POST',
    InvocationEndpoint: 'https://kibana.example.com/api/cases/*/_push',
  })
  expect(resource('WriteBackRule').Properties['EventPattern']).toEqual({
    source: ['case-push'],
    'detail-type': ['Incident Pushed'],
    detail: { kibanaCaseId: [{ exists: true }] },
  })
  expect(resource('WriteBackRule').Properties['Targets']).toMatchObject([
    {
      InputPath: '$.detail.externalDetails',
      HttpParameters: { PathParameterValues: ['$.detail.kibanaCaseId'], HeaderParameters: { 'kbn-xsrf': 'true' } },
    },
  ])
  expect(JSON.stringify(resource('WriteBackConnection').Properties)).toContain(
    '"ApiKey {{resolve:secretsmanager:case-push/prod/kibana-api-key}}"',
  )
})
