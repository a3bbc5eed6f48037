// Finds a stage that cannot be, and the params that are misspelled or make no sense, before anything is packaged or
// deployed with them.
import * as v from 'valibot'
import { LOCAL_RULES, REGIONAL, RULES, type Params, type Rules } from './params.ts'
import { likelyName } from './spelling.ts'

/** What a command is for. The region may be a variable that osls has not resolved yet. */
export type Target = { stage: string; region: string | undefined }

/**
 * What is wrong with the stage and the params, one sentence each: the param, where it was given, and what is allowed.
 * @param blocks `params` of serverless.yml: `default`, and a block for each stage
 * @param given `name=value`, as on the command line after `--param`
 */
export function paramProblems(target: Target, blocks: Record<string, Params>, given: readonly string[]): string[] {
  const { stage, region } = target
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
  const values = [...used].flatMap(([name, { place, value }]) => {
    const problems = valueProblems(name, value, place, rules)
    return problems.length > 0 ? problems : regionProblems(name, value, place, region)
  })
  const others = Object.entries(blocks).filter(([name]) => name !== 'default' && name !== stage)
  return [
    ...stageProblems(stage),
    ...formProblems(given, rules),
    ...places.flatMap(([place, params]) => nameProblems(place, params, rules)),
    ...others.flatMap(([name, params]) => nameProblems(`params.${name}`, params, rulesOf(name))),
    ...values,
  ]
}

const rulesOf = (stage: string) => (stage === 'local' ? { ...RULES, ...LOCAL_RULES } : RULES)

// In the regions with the longest names the roles' leave 23 characters. In upper case a stage would miss its block of
// params.
const STAGE = /^(?=.{1,23}$)[a-z][a-z0-9]*(?:-+[a-z0-9]+)*$/

function stageProblems(stage: string): string[] {
  if (STAGE.test(stage)) return []
  const lower = stage.toLowerCase()
  const advice = STAGE.test(lower) ? ` Is it ${lower}?` : ''
  const rule = 'must be at most 23 lower-case letters, digits and hyphens between them, a letter first'
  return [`The stage "${stage}" ${rule}.${advice}`]
}

// As osls takes it apart.
const PAIR = /(?<name>[^=]+)=(?<value>.+)/

/** What osls itself would reject, once for each variable of serverless.yml. */
function formProblems(given: readonly string[], rules: Rules): string[] {
  const unpaired = given.filter((text) => !PAIR.test(text))
  return unpaired.map((text) => {
    const name = /^([^=]+)=$/.exec(text)?.[1]
    if (name === undefined) return `--param "${text}" must be <name>=<value>.`
    const mayBeEmpty = Object.hasOwn(rules, name) && valueProblems(name, '', '', rules).length === 0
    const advice = mayBeEmpty
      ? `A blank makes it empty: --param="${name}= "`
      : 'Without it the one of serverless.yml holds.'
    return `--param "${text}" has no value. ${advice}`
  })
}

function commandLineParams(given: readonly string[]): Params {
  const pairs = given.map((text) => PAIR.exec(text)?.groups)
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

/** CloudFormation accepts neither a topic nor a key of another region, and rolls back. */
function regionProblems(name: string, value: unknown, place: string, region: string | undefined): string[] {
  const itsRegion = REGIONAL.includes(name) ? /^arn:[^:]+:[^:]+:([^:]+):/.exec(textOf(value) ?? '')?.[1] : undefined
  if (itsRegion === undefined || region === undefined) return []
  if (itsRegion === region || region.includes('${')) return []
  return [`The param ${name} (${place}) must be in the stack's region, ${region}, not in ${itsRegion}.`]
}

const textOf = (value: unknown) => (['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined)
