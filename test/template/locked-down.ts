// The deployed stack lets in only callers with a key. Promises about the packaged template, run by template.test.ts,
// which packages it.
import { expect, test } from '@jest/globals'
import { KEY, type Packaged } from './packaged.ts'
import { statementsOf } from './statements.ts'

/** @param full a stage `prod`, packaged */
export function testLockedDown(full: () => Packaged): void {
  const ofType = (type: string) =>
    Object.values(full().resources)
      .filter(({ Type }) => Type === type)
      .map(({ Properties }) => Properties)

  test('the API has these routes, and each asks the authorizer', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route')
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual([
      'GET /api/actions/action/{connectorId}',
      'GET /api/actions/action/{connectorId}/incidents/{incidentId}',
      'GET /api/actions/connector/{connectorId}',
      'GET /api/actions/connector/{connectorId}/incidents/{incidentId}',
      'GET /api/cases/configure/connectors/_find',
      'POST /api/actions/action/{connectorId}/_execute',
      'POST /api/actions/action/{connectorId}/_test',
      'POST /api/actions/action/{connectorId}/incidents/{incidentId}/comments',
      'POST /api/actions/connector/{connectorId}/_execute',
      'POST /api/actions/connector/{connectorId}/_test',
      'POST /api/actions/connector/{connectorId}/incidents/{incidentId}/comments',
    ])
    for (const route of routes)
      expect(route).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'HttpApiAuthorizerApiKey' } })
  })

  test('the authorizer is the function of this project, and API Gateway caches its answer for five minutes', () => {
    expect(ofType('AWS::ApiGatewayV2::Authorizer')).toMatchObject([
      {
        AuthorizerType: 'REQUEST',
        EnableSimpleResponses: true,
        AuthorizerPayloadFormatVersion: '2.0',
        AuthorizerResultTtlInSeconds: 300,
        IdentitySource: ['$request.header.Authorization'],
      },
    ])
    expect(JSON.stringify(ofType('AWS::ApiGatewayV2::Authorizer'))).toContain('AuthorizeLambdaFunction')
  })

  test('there is no other way in: no function URL, no other API, and only this API may invoke a function', () => {
    for (const type of ['AWS::Lambda::Url', 'AWS::ApiGateway::RestApi']) expect(ofType(type)).toEqual([])
    expect(ofType('AWS::ApiGatewayV2::Api')).toHaveLength(1)
    for (const permission of ofType('AWS::Lambda::Permission')) {
      expect(permission).toMatchObject({ Principal: 'apigateway.amazonaws.com' })
      expect(JSON.stringify(permission['SourceArn'])).toContain('"Ref":"HttpApi"')
    }
  })

  test('the API allows no browser of another origin: it has no CORS configuration', () => {
    for (const api of ofType('AWS::ApiGatewayV2::Api')) expect(api).not.toHaveProperty('CorsConfiguration')
  })

  test('every function has its own role, a memory size and a timeout, and the stage throttles', () => {
    const functions = ofType('AWS::Lambda::Function')
    expect(functions.length).toBeGreaterThanOrEqual(4)
    const stated = {
      MemorySize: expect.any(Number),
      Timeout: expect.any(Number),
      Role: { 'Fn::GetAtt': [expect.stringMatching(/Role$/), 'Arn'] },
    }
    for (const properties of functions) expect(properties).toMatchObject(stated)
    expect(new Set(functions.map(({ Role }) => JSON.stringify(Role))).size).toBe(functions.length)
    expect(ofType('AWS::ApiGatewayV2::Stage')).toMatchObject([
      { DefaultRouteSettings: { ThrottlingBurstLimit: 20, ThrottlingRateLimit: 10 } },
    ])
  })

  test('by default no function reserves concurrency: it would take it from the rest of the account', () => {
    for (const properties of ofType('AWS::Lambda::Function'))
      expect(properties).not.toHaveProperty('ReservedConcurrentExecutions')
  })

  test('the ledger and the queues are encrypted at rest', () => {
    expect(ofType('AWS::DynamoDB::Table')).toMatchObject([
      {
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
      },
    ])
    for (const { SqsManagedSseEnabled, KmsMasterKeyId } of ofType('AWS::SQS::Queue')) {
      // The customer's key, and then not the key of SQS.
      expect(KmsMasterKeyId).toBe(KEY)
      expect(SqsManagedSseEnabled).toBeUndefined()
    }
  })

  test('the template contains no secret', () => {
    expect(JSON.stringify(full().resources)).not.toMatch(
      /local-password|AWS_SECRET_ACCESS_KEY|AWS_ENDPOINT_URL|127\.0\.0\.1/,
    )
  })

  test('no action is a wildcard', () => {
    const statements = ofType('AWS::IAM::Role').flatMap(statementsOf)
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([])
  })
}
