// The JSON Schemas of the HTTP API, each from the valibot schema that parses a request or describes an answer. What
// only code can check stands there in words: the messages of the checks themselves.
import { toJsonSchema, type ConversionConfig, type JsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { Comment, Flat, Nested, User } from '../lib/case/case-schemas.ts'
import { CommentBody } from '../lib/case/parse-comment.ts'
import { BODIES, NO_TARGET } from '../lib/case/sub-actions.ts'
import { closedObject } from '../lib/schema/problems.ts'
import * as answers from './api-answers.ts'
import { COMMENTS_LIMIT, MEMBERS, SCHEMAS } from './api-words.ts'

const pushOf = (subActionParams: v.GenericSchema) =>
  closedObject({ params: closedObject({ subAction: v.literal('pushToService'), subActionParams }) })

/** An error body: `names` are those of the path that was called. */
const errorOf = (names: v.ObjectEntries) => v.strictObject({ ...answers.errorMembers, ...names })
const own = v.exactOptional(v.string())

const REQUESTS = {
  User,
  Comment,
  FlatCase: Flat,
  NestedCase: Nested,
  NestedIncident: Nested.entries.incident,
  PushFlatCase: pushOf(Flat),
  PushNestedCase: pushOf(Nested),
  CloseIncident: BODIES.closeIncident,
  GetIncident: BODIES.getIncident,
  GetFields: BODIES.getFields,
  GetChoices: BODIES.getChoices,
  CommentBody,
}
const { errorMembers: _, ...ANSWERS } = answers
const ERRORS = {
  ActionError: errorOf({ actionId: v.string(), serviceMessage: own }),
  ConnectorError: errorOf({ connector_id: v.string(), service_message: own }),
  ListError: errorOf({}),
  GatewayMessage: v.strictObject({ message: v.string() }),
}

/** Names of the schemas that describe request bodies of `_execute`. */
export const EXECUTE_BODIES = [
  'PushFlatCase',
  'PushNestedCase',
  'CloseIncident',
  'GetIncident',
  'GetFields',
  'GetChoices',
] as const

export type SchemaName = keyof typeof REQUESTS | keyof typeof ANSWERS | keyof typeof ERRORS
const DEFINITIONS: Record<string, v.GenericSchema> = { ...REQUESTS, ...ANSWERS, ...ERRORS }

export const schemaRef = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` })

const CONFIG: ConversionConfig = {
  target: 'draft-2020-12',
  typeMode: 'input',
  errorMode: 'ignore',
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  overrideAction: ({ valibotAction, jsonSchema }) => withCheck(valibotAction, jsonSchema),
  overrideSchema: ({ jsonSchema }) => simplified(jsonSchema),
}

/** All schemas by their names in the description. */
export function apiSchemas(): Record<string, JsonSchema> {
  const { $defs = {} } = toJsonSchema(v.unknown(), { ...CONFIG, definitions: DEFINITIONS })
  return Object.fromEntries(
    Object.entries($defs).map(([name, schema]) => [name, described(name, isSchema(schema) ? schema : {})]),
  )
}

/** The JSON Schema of one value, such as a parameter. */
export function schemaOf(schema: v.GenericSchema): JsonSchema {
  const { $schema: _dialect, ...rest } = toJsonSchema(schema, CONFIG)
  return rest
}

/** A member that is there and not null. */
const given = (name: string): JsonSchema => ({ required: [name], properties: { [name]: { type: 'string' } } })

// The words of a check are its message, for it has no other form. Of a blank text, a pattern says as much.
function withCheck({ type, ...action }: { type: string }, schema: JsonSchema): JsonSchema | undefined {
  if (type === 'regex' && 'requirement' in action && action.requirement instanceof RegExp)
    return { ...schema, pattern: action.requirement.source }
  if (type !== 'check' || !('message' in action) || typeof action.message !== 'string') return undefined
  if (action.message === 'must not be blank') return { ...schema, minLength: 1, pattern: String.raw`\S` }
  return {
    ...schema,
    ...(action.message === NO_TARGET ? { anyOf: ['externalId', 'correlation_id'].map(given) } : {}),
    $comment: schema.$comment === undefined ? action.message : `${schema.$comment}, ${action.message}`,
  }
}

// The usual forms: an object without further keys is closed, a nullable value says so in its type, and a list of
// alternatives is flat.
function simplified(schema: JsonSchema): JsonSchema | undefined {
  const { required, additionalProperties, anyOf, ...rest } = schema
  if (rest.properties !== undefined) {
    const isClosed = additionalProperties === false || (isSchema(additionalProperties) && 'not' in additionalProperties)
    return {
      ...rest,
      ...(required === undefined || required.length === 0 ? {} : { required }),
      additionalProperties: !isClosed,
    }
  }
  if (anyOf === undefined) return undefined
  const flat = anyOf.flatMap((each) => (isSchema(each) && each.anyOf !== undefined ? each.anyOf : [each]))
  const [first, second] = flat
  const isNullable = flat.length === 2 && isSchema(second) && second.type === 'null'
  if (isNullable && isSchema(first) && typeof first.type === 'string')
    return { ...rest, ...first, type: [first.type, 'null'] }
  return { ...rest, anyOf: flat }
}

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null

/** Adds the words, and makes of the checks a part of them. */
function described(name: string, schema: JsonSchema): JsonSchema {
  const { what, members = {} } = SCHEMAS[name] ?? { what: 'The documented error body.' }
  const visit = (value: JsonSchema, word?: string): JsonSchema => {
    const { $comment, properties, items, anyOf, additionalProperties, propertyNames, ...rest } = value
    const words = [word, $comment === undefined ? undefined : sentence($comment)].filter((each) => each !== undefined)
    return {
      ...(words.length === 0 ? {} : { description: words.join(' ') }),
      ...rest,
      ...(properties === undefined ? {} : { properties: membersOf(properties) }),
      ...(isSchema(items) && !Array.isArray(items) ? { items: visit(items) } : {}),
      ...(anyOf === undefined ? {} : { anyOf: anyOf.map((each) => (isSchema(each) ? visit(each) : each)) }),
      ...(isSchema(propertyNames) ? { propertyNames: visit(propertyNames) } : {}),
      ...(additionalProperties === undefined
        ? {}
        : {
            additionalProperties: isSchema(additionalProperties) ? visit(additionalProperties) : additionalProperties,
          }),
    }
  }
  const membersOf = (properties: Record<string, JsonSchema | boolean>) =>
    Object.fromEntries(
      Object.entries(properties).map(([key, member]): [string, JsonSchema | boolean] => {
        if (!isSchema(member)) return [key, member]
        const isLimited = key === 'comments' && (name === 'FlatCase' || name === 'NestedCase')
        return [key, { ...visit(member, members[key] ?? MEMBERS[key]), ...(isLimited ? COMMENTS_LIMIT : {}) }]
      }),
    )
  return visit(schema, what)
}

const sentence = (text: string) => `It ${text}${text.endsWith('.') ? '' : '.'}`
