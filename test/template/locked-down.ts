// What is deployed lets nobody in who does not belong: promises about the packaged template, run by
// template.test.ts, which packages it.
import { expect, test } from '@jest/globals'
import type { Packaged } from './packaged.ts'
import { statementsOf } from './statements.ts'

/** @param full a stage `prod`, packaged */
export function testLockedDown(full: () => Packaged): void {
  const ofType = (type: string) =>
    Object.values(full().resources)
      .filter(({ Type }) => Type === type)
      .map(({ Properties }) => Properties)

  test('every route asks the authorizer, and the routes are these', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route')
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual([
      'GET /api/cases/configure/connectors/_find',
      'POST /api/actions/action/{connectorId}/_execute',
      'POST /api/actions/connector/{connectorId}/_execute',
    ])
    for (const route of routes)
      expect(route).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'HttpApiAuthorizerApiKey' } })
  })

  test('the authorizer is the one of this project, and its answer is kept for five minutes', () => {
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

  test('no other door: no function URL, no other API, and only this API may call', () => {
    for (const type of ['AWS::Lambda::Url', 'AWS::ApiGateway::RestApi']) expect(ofType(type)).toEqual([])
    expect(ofType('AWS::ApiGatewayV2::Api')).toHaveLength(1)
    for (const permission of ofType('AWS::Lambda::Permission')) {
      expect(permission).toMatchObject({ Principal: 'apigateway.amazonaws.com' })
      expect(JSON.stringify(permission['SourceArn'])).toContain('"Ref":"HttpApi"')
    }
  })

  test('browsers get no leave to call: there is no CORS', () => {
    for (const api of ofType('AWS::ApiGatewayV2::Api')) expect(api).not.toHaveProperty('CorsConfiguration')
  })

  test('role, memory and time of every function are said, and the stage throttles', () => {
    const functions = ofType('AWS::Lambda::Function')
    expect(functions.length).toBeGreaterThanOrEqual(4)
    const said = {
      MemorySize: expect.any(Number),
      Timeout: expect.any(Number),
      Role: { 'Fn::GetAtt': [expect.stringMatching(/Role$/), 'Arn'] },
    }
    for (const properties of functions) expect(properties).toMatchObject(said)
    expect(new Set(functions.map(({ Role }) => JSON.stringify(Role))).size).toBe(functions.length)
    expect(ofType('AWS::ApiGatewayV2::Stage')).toMatchObject([
      { DefaultRouteSettings: { ThrottlingBurstLimit: 20, ThrottlingRateLimit: 10 } },
    ])
  })

  test("reserved concurrency is unset until a deployment says it: it would take from the account's other functions", () => {
    for (const properties of ofType('AWS::Lambda::Function'))
      expect(properties).not.toHaveProperty('ReservedConcurrentExecutions')
  })

  test('what rests is encrypted: the ledger and the queues', () => {
    expect(ofType('AWS::DynamoDB::Table')).toMatchObject([
      {
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
      },
    ])
    for (const { SqsManagedSseEnabled, KmsMasterKeyId } of ofType('AWS::SQS::Queue')) {
      // With a customer key that one, else SQS's own.
      expect(KmsMasterKeyId).toMatchObject({
        'Fn::If': ['HasKey', expect.stringContaining(':kms:'), { Ref: 'AWS::NoValue' }],
      })
      expect(SqsManagedSseEnabled).toEqual({ 'Fn::If': ['HasKey', { Ref: 'AWS::NoValue' }, true] })
    }
  })

  test('no secret stands in the template', () => {
    expect(JSON.stringify(full().resources)).not.toMatch(
      /local-password|AWS_SECRET_ACCESS_KEY|AWS_ENDPOINT_URL|127\.0\.0\.1/,
    )
  })

  test('no action is a wildcard', () => {
    const statements = ofType('AWS::IAM::Role').flatMap(statementsOf)
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([])
  })
}
