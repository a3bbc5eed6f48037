// docs/api.html: the description of the HTTP API as one page that needs neither a network nor a script. The two
// spellings of a path share a section, because they differ in names alone.
import type { JsonSchema } from '@valibot/to-json-schema'
import type { Description, Operation, Ref } from './api-description.ts'
import { REQUEST_EXAMPLES, requestEvent } from './api-examples.ts'
import { code, details, escaped, inline, json, limitsOf, markdown, members, table, typeOf } from './api-page-parts.ts'
import { STYLE } from './api-page-style.ts'
import type { Response } from './api-responses.ts'

/** An operation, with the paths at which it is. */
type Section = { name: string; method: string; operations: { path: string; operation: Operation }[] }
type Parameter = { name: string; in: string; required?: true; description: string; schema: JsonSchema }

/** The address and the key of the embedded stack, so that an example works as it stands. */
const STACK = 'http://127.0.0.1:3000'
const OTHER_ID = "The sys_id is nobody's: put in the `id` that a push was answered."
const AUTHORIZATION = 'Authorization: ApiKey bG9jYWw6bG9jYWw='

/** The page. */
export function apiPage(description: Description): string {
  const { info, tags, components } = description
  const sections = sectionsOf(description)
  const ofTag = (name: string) => sections.filter(({ operations: [first] }) => first?.operation.tags.includes(name))
  const schemas = Object.entries(components.schemas)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title}: the HTTP API</title>
<style>${STYLE}</style>
</head>
<body>
<div class="page">
<nav aria-label="Contents">
${tags
  .map(({ name }) =>
    contents(
      name,
      ofTag(name).map(({ name: id, operations }) => [id, operations[0]?.operation.summary ?? '']),
    ),
  )
  .join('\n')}
${details('<strong>Schemas</strong>', list(schemas.map(([name]) => [name, name])))}
</nav>
<main>
<h1>${info.title}: the HTTP API</h1>
<p class="lead">${info.summary} Version ${info.version}. For machines: <a href="../openapi.yaml">openapi.yaml</a>.</p>
${markdown(info.description)}
${signIn(description)}
${tags
  .map(
    (tag) =>
      `<h2 id="${tag.name}">${tag.name}</h2>\n<p>${tag.description}</p>\n${ofTag(tag.name)
        .map((section) => sectionOf(section, description))
        .join('\n')}`,
  )
  .join('\n')}
<h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => schemaOf(name, schema)).join('\n')}
<footer>Written by <code>npm run docs:api</code>, like <a href="../openapi.yaml">openapi.yaml</a>.</footer>
</main>
</div>
</body>
</html>
`
}

const list = (entries: readonly (readonly string[])[]) =>
  `<ul>${entries.map(([id = '', text = '']) => `<li><a href="#${id}">${escaped(text)}</a></li>`).join('')}</ul>`
const contents = (title: string, entries: readonly (readonly string[])[]) => `<strong>${title}</strong>${list(entries)}`
const withoutRelease = (summary: string) => summary.replace(/ \(path of .*\)$/, '')

function sectionsOf({ paths }: Description): Section[] {
  const sections = new Map<string, Section>()
  for (const [path, item] of Object.entries(paths))
    for (const [method, operation] of Object.entries(item)) {
      const name = operation.operationId.replace(/On(?:Action|Connector)$/, '')
      const section = sections.get(name) ?? { name, method, operations: [] }
      const summary = withoutRelease(operation.summary)
      section.operations.push({ path, operation: { ...operation, summary } })
      sections.set(name, section)
    }
  return [...sections.values()]
}

function signIn({ components, servers }: Description): string {
  const schemes = Object.values(components.securitySchemes).map(({ description }) => `<li>${inline(description)}</li>`)
  const addresses = servers.map(({ url, description }) => [`<code>${escaped(url)}</code>`, inline(description)])
  return `<h2 id="access">Access</h2>
<p>Every request carries an API key in its header <code>Authorization</code>, in either form:</p>
<ul>${schemes.join('')}</ul>
${table(['Address', 'Of'], addresses)}`
}

function sectionOf({ name, method, operations }: Section, description: Description): string {
  const [first] = operations
  if (first === undefined) return ''
  const { operation } = first
  const paths = operations.map(
    ({ path }) => `<p class="path"><span class="method ${method}">${method.toUpperCase()}</span>${escaped(path)}</p>`,
  )
  return `<section>
<h3 id="${name}"><a href="#${name}">${escaped(operation.summary)}</a></h3>
${paths.join('\n')}
<p>${inline(operation.description)}</p>
${parametersOf(operation, description)}
${requestOf(name, operation, first.path)}
<h4>Answers</h4>
${answersOf(operations, description)}
</section>`
}

function parametersOf({ parameters }: Operation, description: Description): string {
  const rows = parameters.map((ref) => {
    const { name, in: place, required, description: words, schema } = at(ref, description) as Parameter
    const mark = required === true ? ' <span class="required">required</span>' : ''
    const limits = limitsOf(schema)
    return [`<code>${name}</code>${mark}`, place, `${inline(words)}${limits === '' ? '' : `<br>${limits}`}`]
  })
  return rows.length === 0 ? '' : `<h4>Parameters</h4>\n${table(['Name', 'In', 'Meaning'], rows)}`
}

function requestOf(name: string, { requestBody }: Operation, path: string): string {
  const examples = Object.entries<string>(name in REQUEST_EXAMPLES ? REQUEST_EXAMPLES[name as 'execute'] : {})
  const hint = path.includes('{incidentId}') ? `<p>${inline(OTHER_ID)}</p>\n` : ''
  if (requestBody === undefined) return `<h4>Request</h4>\n${hint}${code(curl(path))}`
  const { schema } = requestBody.content['application/json'] ?? { schema: {} }
  return `<h4>Request</h4>
<p>${typeOf(schema)}. ${inline(requestBody.description)}</p>
${examples.map(([event, summary]) => details(inline(summary), code(curlOf(event)))).join('\n')}`
}

/** A request of events/ as a command. */
function curlOf(name: string): string {
  const { rawPath, rawQueryString, headers, body } = requestEvent(name)
  const key = headers['idempotency-key']
  const own = ['Content-Type: application/json', ...(key === undefined ? [] : [`Idempotency-Key: ${key}`])]
  const query = rawQueryString === '' ? '' : `?${rawQueryString}`
  return `${curl(`${rawPath}${query}`, own)} \\\n  -d ${quoted(JSON.stringify(JSON.parse(body), undefined, 1))}`
}

function curl(path: string, headers: readonly string[] = []): string {
  const isTest = path.endsWith('_test')
  const filled = path.replace('{connectorId}', 'local').replace('{incidentId}', '62dc3c8bdb7300106ba884da0b9619ea')
  const options = [AUTHORIZATION, ...headers].map((header) => `-H ${quoted(header)}`)
  return [`curl -sS ${isTest ? '-X POST ' : ''}${quoted(STACK + filled)}`, ...options].join(' \\\n  ')
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** The answers on the first path, and successes on the others, too. */
function answersOf(operations: Section['operations'], description: Description): string {
  const [first, ...others] = operations
  const errors = Object.entries(first?.operation.responses ?? {}).filter(([status]) => status !== '200')
  const done = [first, ...others].map((each) => {
    if (each === undefined) return ''
    const ref = each.operation.responses['200'] ?? { $ref: '' }
    return answer('200', at(ref, description) as Response, ` <span class="codes">on ${escaped(each.path)}</span>`)
  })
  return [...done, ...errors.map(([status, ref]) => answer(status, at(ref, description) as Response, ''))].join('\n')
}

function answer(status: string, { description, headers, content }: Response, note: string): string {
  const { schema, examples } = content['application/json'] ?? { schema: {}, examples: {} }
  const names = Object.keys(examples).map((name) => (name === 'gateway' ? 'API Gateway' : name))
  const told = status === '200' ? note : ` <span class="codes">${names.join(', ')}</span>`
  const shown = Object.values(examples).map(
    ({ summary, value }) => `<p class="example">${inline(summary)}</p>\n${json(value)}`,
  )
  const type = status === '200' ? `<p>${contentOf(schema)}</p>` : markdown(description)
  const retry = 'Retry-After' in headers ? '<p>With the header <code>Retry-After</code>.</p>' : ''
  const kind = status === '200' ? 'ok' : 'error'
  return details(`<span class="status ${kind}">${status}</span>${told}`, `${type}\n${retry}\n${shown.join('\n')}`)
}

/** The members of an answer that is described where it stands, or a link to its schema. */
function contentOf(schema: JsonSchema): string {
  const rows = members(schema)
  return rows.length === 0 ? typeOf(schema) : table(['Member', 'Type', 'Meaning'], rows)
}

function schemaOf(name: string, schema: JsonSchema): string {
  const rows = members(schema)
  const body = rows.length === 0 ? '' : table(['Member', 'Type', 'Meaning'], rows)
  return `<section>
<h3 id="${name}"><a href="#${name}">${name}</a></h3>
<p>${inline(schema.description ?? '')}</p>
${body}
</section>`
}

function at({ $ref }: Ref, description: Description): unknown {
  const [, , kind = '', name = ''] = $ref.split('/')
  return (description.components as unknown as Record<string, Record<string, unknown>>)[kind]?.[name]
}
