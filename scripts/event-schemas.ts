// `npm run docs:events`: writes the JSON Schemas of docs/events.md, each from the valibot schema that the code uses.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { IncidentClosed, IncidentPushed, IncidentPushFailed } from '../lib/responses/outcome-events.ts'
import { CaseCloseRequested, CasePushRequested } from '../lib/case/push-requested.ts'
import { runCommand } from './command-line.ts'

const SCHEMAS: Record<string, v.GenericSchema> = {
  'Case Push Requested': CasePushRequested,
  'Case Close Requested': CaseCloseRequested,
  'Incident Pushed': IncidentPushed,
  'Incident Closed': IncidentClosed,
  'Incident Push Failed': IncidentPushFailed,
}

const USAGE = `Usage: npm run docs:events

Writes the JSON Schemas in docs/events.md, each from the schema that the code checks the event with. A test fails
while they are not current.

  --help  show this text

Example: npm run docs:events && git diff docs/events.md`

const DOCUMENT = fileURLToPath(new URL('../docs/events.md', import.meta.url))

/**
 * The JSON Schema of an event's `detail`, without what only code can check (a blank text, for example).
 * @throws Error for an unknown detail type
 */
export function schemaOf(detailType: string): object {
  const schema = SCHEMAS[detailType]
  if (schema === undefined) throw new Error(`${detailType} has no schema`)
  const { $schema, ...rest } = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...toJsonSchema(schema, {
      typeMode: 'input',
      errorMode: 'ignore',
      overrideSchema: ({ jsonSchema }) => simplified(jsonSchema),
    }),
  }
  return { $schema, ...rest }
}

// The usual forms: an object that allows no further keys is closed, and a nullable value says so in its type.
function simplified(schema: JsonSchema): JsonSchema | undefined {
  const { required, additionalProperties, anyOf, ...rest } = schema
  if (typeof additionalProperties === 'object' && 'not' in additionalProperties) {
    return { ...rest, ...(required?.length === 0 ? {} : { required }), additionalProperties: false }
  }
  const [first, second] = anyOf ?? []
  if (typeof first !== 'object' || typeof first.type !== 'string') return undefined
  const isNullable = typeof second === 'object' && second.type === 'null'
  return isNullable ? { ...first, type: [first.type, 'null'] } : undefined
}

/** Replaces every block below a `<!-- schema of … -->` line. */
export function withSchemas(document: string): string {
  return document.replace(
    /(<!-- schema of (.+) -->\n```json\n)[^]*?\n```/g,
    (_block, head: string, type: string) => `${head}${format(schemaOf(type))}\n\`\`\``,
  )
}

// A short object or list stays on one line.
function format(schema: object): string {
  return JSON.stringify(schema, undefined, 2).replace(
    /([[{])\s+([^[\]{}]{1,90}?)\s+([\]}])/g,
    (_all, open: string, inner: string, close: string) => {
      const blank = open === '{' ? ' ' : ''
      return `${open}${blank}${inner.replace(/\s*\n\s*/g, ' ')}${blank}${close}`
    },
  )
}

export const readEventsDocument = () => readFile(DOCUMENT, 'utf8')

async function write(): Promise<number> {
  await writeFile(DOCUMENT, withSchemas(await readEventsDocument()))
  return 0
}

if (import.meta.main)
  process.exitCode = await runCommand({ script: 'docs:events', usage: USAGE, options: {}, prepare: () => write })
