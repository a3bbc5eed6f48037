// A condition whose operands are constants, such as a param that osls has already written into it, is decided when the
// service is packaged: CloudFormation never sees it, nor the resources and properties that it excludes. So the parts of
// serverless.yml stay plain CloudFormation, and cfn-lint finds no condition that is always true (W8003).
import { argumentOf, type Resource, type Template } from './template.ts'

type Decisions = ReadonlyMap<string, boolean>

/** @returns the template as CloudFormation would read it; conditions on anything but constants stay. */
export function decideConditions(template: Template): Template {
  const { Conditions: conditions = {}, Resources, Outputs, ...rest } = template
  const decisions = new Map<string, boolean>()
  for (const name of Object.keys(conditions)) {
    const decision = decide({ Condition: name }, conditions)
    if (decision !== undefined) decisions.set(name, decision)
  }
  const open = Object.entries(conditions).filter(([name]) => !decisions.has(name))
  return {
    ...rest,
    ...(open.length > 0 ? { Conditions: Object.fromEntries(open) } : {}),
    Resources: withoutExcluded(Resources, decisions),
    ...(Outputs === undefined ? {} : { Outputs: withoutExcluded(Outputs, decisions) }),
  }
}

function decide(condition: unknown, conditions: Record<string, unknown>): boolean | undefined {
  const decideAll = (operands: unknown) => (operands as unknown[]).map((operand) => decide(operand, conditions))
  const name = argumentOf('Condition', condition)
  if (typeof name === 'string') return decide(conditions[name], conditions)
  const compared = argumentOf('Fn::Equals', condition)
  if (compared !== undefined) return areEqual(compared as unknown[])
  const negated = argumentOf('Fn::Not', condition)
  if (negated !== undefined) {
    const [operand] = decideAll(negated)
    return operand === undefined ? undefined : !operand
  }
  const every = argumentOf('Fn::And', condition)
  if (every !== undefined) return combined(decideAll(every), false)
  const some = argumentOf('Fn::Or', condition)
  return some === undefined ? undefined : combined(decideAll(some), true)
}

const isConstant = (operand: unknown) => typeof operand !== 'object'

/** CloudFormation compares texts: `true` equals `"true"`. */
function areEqual([left, right]: unknown[]): boolean | undefined {
  return isConstant(left) && isConstant(right) ? String(left) === String(right) : undefined
}

/** One operand of the decisive value decides; otherwise all must be known. */
function combined(operands: (boolean | undefined)[], decisive: boolean): boolean | undefined {
  if (operands.includes(decisive)) return decisive
  return operands.includes(undefined) ? undefined : !decisive
}

function withoutExcluded(parts: Record<string, Resource>, decisions: Decisions): Record<string, Resource> {
  const isExcluded = ({ Condition }: Resource) => Condition !== undefined && decisions.get(Condition) === false
  const excluded = new Set(Object.keys(parts).filter((name) => isExcluded(parts[name] ?? {})))
  const kept = Object.entries(parts).filter(([name]) => !excluded.has(name))
  return Object.fromEntries(kept.map(([name, part]) => [name, decided(part, decisions, excluded)]))
}

function decided(part: Resource, decisions: Decisions, excluded: ReadonlySet<string>): Resource {
  const { Condition, DependsOn, ...attributes } = part
  const dependencies = [DependsOn ?? []].flat().filter((name) => !excluded.has(name))
  return {
    ...(Condition !== undefined && !decisions.has(Condition) ? { Condition } : {}),
    ...(dependencies.length > 0 ? { DependsOn: dependencies } : {}),
    ...(withDecisions(attributes, decisions) as Resource),
  }
}

/** Replaces each `Fn::If` on a decided condition by its branch; `undefined` where that is `AWS::NoValue`. */
function withDecisions(value: unknown, decisions: Decisions): unknown {
  const [condition, ...branches] = (argumentOf('Fn::If', value) ?? []) as [string?, ...unknown[]]
  const decision = condition === undefined ? undefined : decisions.get(condition)
  if (decision !== undefined) {
    const branch = withDecisions(branches[decision ? 0 : 1], decisions)
    return argumentOf('Ref', branch) === 'AWS::NoValue' ? undefined : branch
  }
  if (condition !== undefined)
    return { 'Fn::If': [condition, ...branches.map((branch) => withDecisions(branch, decisions) ?? NO_VALUE)] }
  if (Array.isArray(value)) return value.map((item) => withDecisions(item, decisions)).filter(isPresent)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => [name, withDecisions(member, decisions)] as const)
  return Object.fromEntries(members.filter(([, member]) => isPresent(member)))
}

const NO_VALUE = { Ref: 'AWS::NoValue' }
const isPresent = (value: unknown) => value !== undefined
