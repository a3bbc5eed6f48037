// A dashboard's body is written as YAML and packaged as the text that CloudFormation fills in.
import { expect, test } from '@jest/globals'
import { writeDashboardBodies } from '../../serverless/dashboard-body.ts'

const packagedWith = (DashboardBody: unknown) =>
  writeDashboardBodies({
    Resources: { Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardName: 'd', DashboardBody } } },
  }).Resources['Dashboard']?.['Properties']

test('references become those of Fn::Sub, parts become one list, and a threshold becomes a number', () => {
  const body = {
    widgets: [
      { type: 'metric', region: { Ref: 'AWS::Region' } },
      [{ type: 'alarm', alarms: [{ 'Fn::GetAtt': ['Alarm', 'Arn'] }] }, { horizontal: [{ value: '5' }] }],
    ],
  }
  const text =
    '{"widgets":[{"type":"metric","region":"${AWS::Region}"},' +
    '{"type":"alarm","alarms":["${Alarm.Arn}"]},{"horizontal":[{"value":5}]}]}'
  expect(packagedWith(body)).toEqual({ DashboardName: 'd', DashboardBody: { 'Fn::Sub': text } })
})

test('any other intrinsic function is an error, for a text has no place for it', () => {
  expect(() => packagedWith({ widgets: [{ title: { 'Fn::If': ['A', 'b', 'c'] } }] })).toThrow('but not Fn::If')
})

test('a body that is a text already stays, and so does every other resource', () => {
  expect(packagedWith('{}')).toEqual({ DashboardName: 'd', DashboardBody: '{}' })
  const template = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }
  expect(writeDashboardBodies(template)).toEqual(template)
})
