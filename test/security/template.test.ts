// What is deployed: no route without the authorizer, no other way in, and every limit said.
import { beforeAll, expect, test } from '@jest/globals'
import { packagedResources, type Resource } from './packaged.ts'

let resources: Record<string, Resource>
beforeAll(async () => { resources = await packagedResources('prod') }, 60_000)

const ofType = (type: string) => Object.values(resources).filter(({ Type }) => Type === type).map(({ Properties }) => Properties)

test('every route asks the authorizer, and the routes are these', () => {
  const routes = ofType('AWS::ApiGatewayV2::Route')
  expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual([
    'GET /api/cases/configure/connectors/_find',
    'POST /api/actions/action/{connectorId}/_execute',
    'POST /api/actions/connector/{connectorId}/_execute',
  ])
  for (const route of routes) expect(route).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'HttpApiAuthorizerApiKey' } })
})

test('the authorizer is the one of this project, and its answer is kept for five minutes', () => {
  expect(ofType('AWS::ApiGatewayV2::Authorizer')).toMatchObject([
    { AuthorizerType: 'REQUEST', EnableSimpleResponses: true, AuthorizerPayloadFormatVersion: '2.0', AuthorizerResultTtlInSeconds: 300, IdentitySource: ['$request.header.Authorization'] },
  ])
  expect(JSON.stringify(ofType('AWS::ApiGatewayV2::Authorizer'))).toContain('AuthorizeLambdaFunction')
})

test('a function is called by API Gateway of this account, or by nobody: there is no other door', () => {
  expect(ofType('AWS::Lambda::Url')).toEqual([])
  expect(ofType('AWS::ApiGateway::RestApi')).toEqual([])
  for (const permission of ofType('AWS::Lambda::Permission')) {
    expect(permission).toMatchObject({ Principal: 'apigateway.amazonaws.com', SourceArn: expect.anything() })
    expect(JSON.stringify(permission['SourceArn'])).toContain('"Ref":"HttpApi"')
  }
})

test('browsers get no leave to call: there is no CORS', () => {
  for (const api of ofType('AWS::ApiGatewayV2::Api')) expect(api).not.toHaveProperty('CorsConfiguration')
})

test('memory and time of every function are said, and the stage throttles', () => {
  const functions = ofType('AWS::Lambda::Function')
  expect(functions.length).toBeGreaterThanOrEqual(3)
  for (const properties of functions) expect(properties).toMatchObject({ MemorySize: expect.any(Number), Timeout: expect.any(Number), Role: { 'Fn::GetAtt': [expect.stringMatching(/Role$/), 'Arn'] } })
  expect(ofType('AWS::ApiGatewayV2::Stage')).toMatchObject([{ DefaultRouteSettings: { ThrottlingBurstLimit: 20, ThrottlingRateLimit: 10 } }])
})

test('reserved concurrency is unset until a deployment says it', async () => {
  const execute = (all: Record<string, Resource>) => all['ExecuteLambdaFunction']?.Properties
  expect(execute(resources)).not.toHaveProperty('ReservedConcurrentExecutions')
  expect(execute(await packagedResources('dev', { reservedConcurrency: '7' }))).toHaveProperty('ReservedConcurrentExecutions', 7)
}, 60_000)

test('the ledger is encrypted, kept and can be set back', () => {
  expect(ofType('AWS::DynamoDB::Table')).toMatchObject([
    { SSESpecification: { SSEEnabled: true }, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }, DeletionProtectionEnabled: true },
  ])
})

test('no secret stands in the template', () => {
  expect(JSON.stringify(resources)).not.toMatch(/local-password|AWS_SECRET_ACCESS_KEY|AWS_ENDPOINT_URL|127\.0\.0\.1/)
})

type Statement = { Sid: string; Action: string | string[]; Resource: unknown }

test('the only wildcard resource is ListSecrets, which AWS offers no other for', () => {
  const statements = ofType('AWS::IAM::Role').flatMap(({ Policies }) =>
    (Policies as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(({ PolicyDocument }) => PolicyDocument.Statement))
  expect(statements.filter(({ Resource }) => JSON.stringify(Resource) === '"*"').map(({ Action }) => Action)).toEqual(['secretsmanager:ListSecrets'])
  expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([])
})
