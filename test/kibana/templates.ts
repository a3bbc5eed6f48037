// How Kibana renders the templates of a Webhook - Case Management connector, and what it does to a URL. In JSON each
// value brings its own quotes; in a URL it is percent-encoded.

/** What a template may name, by path such as `case.title`. */
export type Values = Record<string, string>

export type CaseFields = {
  id: string
  title: string
  description: string
  tags: readonly string[]
  status: string
  severity: string
}

const HTML: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '/': '&#x2F;',
  '`': '&#x60;',
  '=': '&#x3D;',
}

/** Mustache, as far as these templates need it: three braces raw, two escaped for HTML, an unknown name empty. */
export function render(template: string, values: Values): string {
  return template.replace(/\{\{\{\s*([\w.]+)\s*\}\}\}|\{\{\s*([\w.]+)\s*\}\}/g, (_whole, raw?: string, escaped = '') =>
    raw === undefined
      ? (values[String(escaped)] ?? '').replace(/[&<>"'/`=]/g, (sign) => HTML[sign] ?? sign)
      : (values[raw] ?? ''),
  )
}

/** The values of a create; what the case does not have is an empty text. */
export function caseValues(fields: Partial<CaseFields>): Values {
  const { id = '', title = '', description = '', tags = [], status = '', severity = '' } = fields
  const named = { id, title, description, tags, status, severity }
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [`case.${name}`, JSON.stringify(value)]))
}

/** The values that JSON gets of the incident and, in a comment, of the text. */
export function jsonValues(incidentId: string, comment?: string): Values {
  const ofIncident = { 'external.system.id': JSON.stringify(incidentId) }
  return comment === undefined ? ofIncident : { ...ofIncident, 'case.comment': JSON.stringify(comment) }
}

/** The values that a URL gets. */
export function urlValues(incidentId: string, title?: string): Values {
  const ofIncident = { 'external.system.id': encodeURIComponent(incidentId) }
  return title === undefined ? ofIncident : { ...ofIncident, 'external.system.title': encodeURIComponent(title) }
}

/** One slash for several, but for those of the scheme, and none at the end. */
export function normalizeUrl(url: string): string {
  return url.replace(/\/$/, '').replace(/([^:]\/)\/+/g, '$1')
}
