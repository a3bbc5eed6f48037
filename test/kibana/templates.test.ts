// Kibana's escaping: what a person types into a case becomes valid JSON that holds the same text, and none of it is
// taken for a template.
import { expect, test } from '@jest/globals'
import { caseValues, jsonValues, normalizeUrl, render, urlValues } from './templates.ts'

const TEXTS = [
  '"quoted"',
  'two\nlines\r\n\ttab',
  '{}}}{{{',
  '{{case.id}} {{{case.id}}}',
  '\\" \\n \\',
  '🎣 – ü',
  '',
  '</a>',
]

test.each(TEXTS)('%j arrives as it was typed', (text) => {
  const fields = { id: 'case-1', title: text, description: text, tags: [text, 'b'], status: 'open', severity: 'low' }
  const template =
    '{"id":{{{case.id}}},"title":{{{ case.title }}},"description":{{{case.description}}},"tags":{{{case.tags}}},' +
    '"status":{{{case.status}}},"severity":{{{case.severity}}}}'
  expect(JSON.parse(render(template, caseValues(fields)))).toEqual(fields)
  const values = jsonValues('6a"b', text)
  expect(JSON.parse(render('[{{{external.system.id}}},{{{case.comment}}}]', values))).toEqual(['6a"b', text])
})

test('two braces escape for HTML, so that the JSON is none', () => {
  expect(render('{{case.title}}', caseValues({ title: `<'a/b'=\`&>` }))).toBe(
    '&quot;&lt;&#39;a&#x2F;b&#39;&#x3D;&#x60;&amp;&gt;&quot;',
  )
})

test('what a case lacks is an empty text or list, and what Kibana does not know is nothing', () => {
  expect(render('{{{case.id}}}{{{case.tags}}}{{{case.updatedAt}}}|', caseValues({}))).toBe('""[]|')
})

test('a URL gets its values percent-encoded, no doubled slash, and none at the end', () => {
  const url = render(
    'https://a.example//x/{{{external.system.id}}}/{{{external.system.title}}}/',
    urlValues('a/b', 'c d'),
  )
  expect(normalizeUrl(url)).toBe('https://a.example/x/a%2Fb/c%20d')
})
