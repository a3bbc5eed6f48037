// Finds the params that are misspelled or make no sense, and a stage that does, before anything is packaged or deployed
// with them.
import * as v from 'valibot'
import { LOCAL_RULES, REGIONAL, RULES, STAGE, type Params, type Rules } from './params.ts'
import { likelyName } from './spelling.ts'

/**
 * What is wrong with the stage and the params, one sentence each: the param, where it was given, and what is allowed.
 * @param blocks `params` of serverless.yml: `default`, and a block for each stage
 * @param given `name=value`, as on the command line after `--param`
 * @param region the stack's, once it is known
 */
export function paramProblems(
  stage: string,
  blocks: Record<string, Params>,
  given: readonly string[],
  region?: string,
): string[] {
  const rules = rulesOf(stage)
  const places: [string, Params][] = [
    ['params.default', blocks['default'] ?? {}],
    [`params.${stage}`, blocks[stage] ?? {}],
    ['--param', commandLineParams(given)],
  ]
  // The values that osls uses: the command line first, then the stage.
  const used = new Map(
    places.flatMap(([place, params]) => named(params).map(([name, value]) => [name, { place, value }] as const)),
  )
  const values = [...used].flatMap(([name, { place, value }]) => [
    ...valueProblems(name, value, place, rules),
    ...regionProblems(name, value, place, region),
  ])
  const others = Object.entries(blocks).filter(([name]) => name !== 'default' && name !== stage)
  return [
    ...stageProblems(stage),
    ...places.flatMap(([place, params]) => nameProblems(place, params, rules)),
    ...others.flatMap(([name, params]) => nameProblems(`params.${name}`, params, rulesOf(name))),
    ...values,
  ]
}

function stageProblems(stage: string): string[] {
  if (STAGE.test(stage)) return []
  return [`The stage ${stage} must be lower-case letters, digits and single hyphens, at most 23, a letter first.`]
}

const rulesOf = (stage: string) => (stage === 'local' ? { ...RULES, ...LOCAL_RULES } : RULES)

// As osls takes it apart.
function commandLineParams(given: readonly string[]): Params {
  const pairs = given.map((text) => /(?<name>[^=]+)=(?<value>.+)/.exec(text)?.groups)
  return Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair['name'] ?? '', pair['value']?.trimEnd()]] : [])))
}

/** osls ignores a param without a value. */
const named = (params: Params) => Object.entries(params).filter(([, value]) => value !== null && value !== undefined)

function nameProblems(place: string, params: Params, rules: Rules): string[] {
  const unknown = named(params).filter(([name]) => !Object.hasOwn(rules, name))
  return unknown.map(([name]) => {
    if (Object.hasOwn(LOCAL_RULES, name)) return `The param ${name} (${place}) is for stage local alone.`
    const likely = likelyName(name, Object.keys(rules))
    const advice = likely === undefined ? `The params are ${Object.keys(rules).join(', ')}.` : `Is it ${likely}?`
    return `There is no param ${name} (${place}). ${advice}`
  })
}

function valueProblems(name: string, value: unknown, place: string, rules: Rules): string[] {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
  const text = textOf(value)
  if (rule === undefined || text?.includes('${')) return [] // the latter: not yet resolved
  if (text === undefined) return [`The param ${name} (${place}) must be one value, not a list or an object.`]
  const { issues = [] } = v.safeParse(rule, text, { abortPipeEarly: true })
  return issues.map(({ message }) => `The param ${name} (${place}) ${message}.`)
}

// CloudFormation would find out in the middle of a deployment.
function regionProblems(name: string, value: unknown, place: string, region: string | undefined): string[] {
  const [, , , own = ''] = REGIONAL.includes(name) ? String(value).split(':') : []
  if (own === '' || region === undefined || region.includes('${') || own === region) return []
  return [`The param ${name} (${place}) must be of the stack's own region, ${region}, not of ${own}.`]
}

const textOf = (value: unknown) => (['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined)
