// `npm run docs:events`: writes the JSON Schemas of docs/events.md, each from the valibot schema that the code uses.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { IncidentPushed, IncidentPushFailed } from '../lib/responses/outcome-events.ts'
import { CasePushRequested } from '../lib/case/push-requested.ts'

const SCHEMAS: Record<string, v.GenericSchema> = {
  'Case Push Requested': CasePushRequested,
  'Incident Pushed': IncidentPushed,
  'Incident Push Failed': IncidentPushFailed,
}

const DOCUMENT = fileURLToPath(new URL('../docs/events.md', import.meta.url))

/** The JSON Schema of an event's `detail`. What only code can check (a blank text, say) is not in it. */
export function schemaOf(detailType: string): object {
  const schema = SCHEMAS[detailType]
  if (schema === undefined) throw new Error(`no schema of ${detailType}`)
  const { $schema, ...rest } = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...toJsonSchema(schema, {
      typeMode: 'input',
      errorMode: 'ignore',
      overrideSchema: ({ jsonSchema }) => plain(jsonSchema),
    }),
  }
  return { $schema, ...rest }
}

// As readers know it: an object without further keys is closed, and what may be null says so in its type.
function plain(schema: JsonSchema): JsonSchema | undefined {
  const { required, additionalProperties, anyOf, ...rest } = schema
  if (typeof additionalProperties === 'object' && 'not' in additionalProperties) {
    return { ...rest, ...(required?.length === 0 ? {} : { required }), additionalProperties: false }
  }
  const [first, second] = anyOf ?? []
  if (
    typeof first !== 'object' ||
    typeof second !== 'object' ||
    second.type !== 'null' ||
    typeof first.type !== 'string'
  )
    return undefined
  return { ...first, type: [first.type, 'null'] }
}

/** The document as it should be: every block below a `<!-- schema of … -->` line replaced. */
export function withSchemas(document: string): string {
  return document.replace(
    /(<!-- schema of (.+) -->\n```json\n)[^]*?\n```/g,
    (_block, head: string, type: string) => `${head}${printed(schemaOf(type))}\n\`\`\``,
  )
}

// What is short stands on one line.
function printed(schema: object): string {
  return JSON.stringify(schema, undefined, 2).replace(
    /([[{])\s+([^[\]{}]{1,90}?)\s+([\]}])/g,
    (_all, open: string, inner: string, close: string) => {
      const blank = open === '{' ? ' ' : ''
      return `${open}${blank}${inner.replace(/\s*\n\s*/g, ' ')}${blank}${close}`
    },
  )
}

export const readEventsDocument = () => readFile(DOCUMENT, 'utf8')

if (import.meta.main) await writeFile(DOCUMENT, withSchemas(await readEventsDocument()))
