// Conditions on constants are decided when the service is packaged, as CloudFormation would decide them.
import { describe, expect, test } from '@jest/globals'
import { decideConditions } from '../../serverless/decide-conditions.ts'
import { dropImpliedDependencies } from '../../serverless/implied-dependencies.ts'

const equals = (left: unknown, right: unknown) => ({ 'Fn::Equals': [left, right] })
const not = (condition: unknown) => ({ 'Fn::Not': [condition] })
const choose = (condition: string, ...branches: unknown[]) => ({ 'Fn::If': [condition, ...branches] })
const NO_VALUE = { Ref: 'AWS::NoValue' }
const OPEN = equals({ Ref: 'AWS::Region' }, 'us-east-1')

/** What a property with this value becomes if `Yes` holds, `No` does not, and `Open` is known on AWS alone. */
function valueOf(value: unknown): unknown {
  const Conditions = { Yes: equals('a', 'a'), No: equals('a', ''), Open: OPEN }
  const { Resources } = decideConditions({ Conditions, Resources: { Queue: { Properties: { value } } } })
  return (Resources['Queue']?.['Properties'] as { value?: unknown }).value
}

test.each([
  ['the first branch', choose('Yes', 'x', 'y'), 'x'],
  ['the second branch', choose('No', 'x', 'y'), 'y'],
  ['nothing, of no value', choose('No', 'x', NO_VALUE), undefined],
  ['a list without the item', ['x', choose('No', 'y', NO_VALUE), 'z'], ['x', 'z']],
  ['an object without the member', { one: choose('No', 1, NO_VALUE), two: 2 }, { two: 2 }],
  ['a choice in a choice', choose('Yes', choose('No', 'x', 'y'), 'z'), 'y'],
  ['a choice that stays', choose('Open', 'x', NO_VALUE), choose('Open', 'x', NO_VALUE)],
  ['a choice in one that stays', choose('Open', choose('Yes', 'x', 'y'), 'z'), choose('Open', 'x', 'z')],
  ['no value in one that stays', choose('Open', 'x', choose('No', 'y', NO_VALUE)), choose('Open', 'x', NO_VALUE)],
  ['everything else as it was', { a: [1, null, 'x'], Ref: 'Bus' }, { a: [1, null, 'x'], Ref: 'Bus' }],
])('a property becomes %s', (_which, value, expected) => {
  expect(valueOf(value)).toEqual(expected)
})

describe('a resource', () => {
  const conditioned = (condition: unknown) =>
    decideConditions({ Conditions: { It: condition }, Resources: { Rule: { Type: 'T', Condition: 'It' } } })

  test.each([
    ['equal texts', equals('a', 'a')],
    ['a number and its text', equals(75, '75')],
    ['a condition by its name', { 'Fn::And': [{ Condition: 'It2' }, equals('', '')] }],
    ['one of several', { 'Fn::Or': [OPEN, equals('', '')] }],
    ['not one of several', not({ 'Fn::And': [OPEN, equals('a', '')] })],
  ])('stays with %s, without its condition', (_which, condition) => {
    const Conditions = { It: condition, It2: not(equals('a', '')) }
    const decided = decideConditions({ Conditions, Resources: { Rule: { Type: 'T', Condition: 'It' } } })
    expect(decided).toEqual({ Resources: { Rule: { Type: 'T' } } })
  })

  test.each([
    ['different texts', equals('a', '')],
    ['the contrary of what holds', not(equals('', ''))],
    ['one of several that does not hold', { 'Fn::And': [OPEN, equals('a', '')] }],
  ])('goes with %s', (_which, condition) => {
    expect(conditioned(condition)).toEqual({ Resources: {} })
  })

  test.each([
    ['a region', OPEN],
    ['the contrary of one', not(OPEN)],
    ['all of several', { 'Fn::And': [OPEN, equals('', '')] }],
    ['one of several', { 'Fn::Or': [OPEN, equals('a', '')] }],
  ])('keeps a condition on %s', (_which, condition) => {
    expect(conditioned(condition)).toEqual({
      Conditions: { It: condition },
      Resources: { Rule: { Type: 'T', Condition: 'It' } },
    })
  })

  test('that goes is no dependency of another; outputs go likewise', () => {
    const Conditions = { No: equals('a', '') }
    const Resources = {
      Gone: { Condition: 'No' },
      One: { DependsOn: ['Gone', 'Two'] },
      Two: { DependsOn: 'Gone' },
    }
    const Outputs = { Url: { Condition: 'No', Value: 1 }, Name: { Value: 2 } }
    expect(decideConditions({ Conditions, Resources, Outputs, Description: 'd' })).toEqual({
      Description: 'd',
      Resources: { One: { DependsOn: ['Two'] }, Two: {} },
      Outputs: { Name: { Value: 2 } },
    })
  })
})

test('a dependency goes that a reference implies, and no other', () => {
  const Properties = {
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Arn: { 'Fn::GetAtt': 'Topic.Arn' },
    On: [{ Ref: 'Bus' }],
  }
  const Resources = {
    Function: { DependsOn: ['LogGroup', 'Role', 'Topic', 'Bus'], Properties },
    Route: { DependsOn: 'Bus', Properties },
    Other: { DependsOn: 'Bus', Properties: { Name: 'Bus' } },
  }
  expect(dropImpliedDependencies({ Resources }).Resources).toEqual({
    Function: { DependsOn: ['LogGroup'], Properties },
    Route: { Properties },
    Other: { DependsOn: ['Bus'], Properties: { Name: 'Bus' } },
  })
})
