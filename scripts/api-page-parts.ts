// Parts of docs/api.html: text that is escaped, Markdown, code, and the tables of schemas.
import type { JsonSchema } from '@valibot/to-json-schema'
import { marked } from 'marked'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as HTML. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '')

/** Markdown of ours as HTML. */
export const markdown = (text: string): string => marked.parse(text, { async: false }).trim()
export const inline = (text: string): string => marked.parseInline(text, { async: false })

/** A click selects all of it. */
export const code = (text: string): string => `<pre tabindex="0"><code>${escaped(text)}</code></pre>`
export const json = (value: unknown): string => code(JSON.stringify(value, undefined, 2))

export const details = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n${body}\n</details>`

export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="wide"><table>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}
</tbody></table></div>`

const nameOf = ($ref: string) => $ref.slice($ref.lastIndexOf('/') + 1)
const link = ($ref: string) => `<a href="#${nameOf($ref)}">${nameOf($ref)}</a>`
const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null

/** The type of a schema in a few words, with links to those that it refers to. */
export function typeOf(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return link(schema.$ref)
  if (schema.const !== undefined) return `<code>${escaped(JSON.stringify(schema.const))}</code>`
  const words = schema.enum?.map((each) => `<code>${escaped(JSON.stringify(each))}</code>`)
  if (words !== undefined) return words.join(', ')
  if (schema.allOf !== undefined) return schema.allOf.filter(isSchema).slice(0, 1).map(typeOf).join('')
  if (schema.anyOf !== undefined && schema.type === undefined) return alternatives(schema.anyOf)
  const names = [schema.type ?? 'anything'].flat()
  const item = isSchema(schema.items) && !Array.isArray(schema.items) ? ` of ${typeOf(schema.items)}` : ''
  return names.map((name) => (name === 'array' ? `list${item}` : name)).join(' or ')
}

const alternatives = (schemas: readonly (JsonSchema | boolean)[]) =>
  [...new Set(schemas.filter(isSchema).map(typeOf))].join(' or ')

const LIMITS = [
  ['minLength', 'at least', 'character'],
  ['maxLength', 'at most', 'characters'],
  ['minItems', 'at least', 'item'],
  ['maxItems', 'at most', 'items'],
  ['maxProperties', 'at most', 'members'],
] as const

/** What a schema demands besides its type. */
export function limitsOf(schema: JsonSchema): string {
  const limits = LIMITS.flatMap(([key, words, unit]) => {
    const limit = schema[key]
    return limit === undefined ? [] : [`${words} ${limit.toLocaleString('en')} ${unit}`]
  })
  const { minimum, maximum } = schema
  if (minimum !== undefined && maximum !== undefined) limits.push(`from ${minimum} to ${maximum.toLocaleString('en')}`)
  const pattern = schema.pattern === undefined ? [] : [patternIn(schema.pattern)]
  const usual = schema.default === undefined ? [] : [`default <code>${escaped(JSON.stringify(schema.default))}</code>`]
  return [...limits, ...pattern, ...usual].join('; ')
}

const patternIn = (pattern: string) =>
  pattern === String.raw`\S` ? 'not blank' : `pattern <code>${escaped(pattern)}</code>`

/** The members of an object, those of objects within it by their paths. */
export function members(schema: JsonSchema, prefix = ''): string[][] {
  const { properties = {}, required = [] } = schema
  return Object.entries(properties).flatMap(([name, member]) => {
    if (!isSchema(member)) return []
    const path = `${prefix}${name}`
    const words = [member.description === undefined ? '' : inline(member.description), limitsOf(member)]
    const mark = required.includes(name) ? ' <span class="required">required</span>' : ''
    const row = [
      `<code>${escaped(path)}</code>${mark}`,
      typeOf(member),
      words.filter((each) => each !== '').join('<br>'),
    ]
    return [row, ...members(member, `${path}.`)]
  })
}
