// A dashboard's body is a JSON text, which nobody wants to write by hand. In serverless/dashboard.yml it is YAML; this
// file turns it into the text, in which CloudFormation's `Fn::Sub` fills in what the body refers to.
import { argumentOf, type Resource, type Template } from './template.ts'

/** @returns the template with the body of each dashboard as `{ "Fn::Sub": "<JSON>" }`; a body that is one, as it is. */
export function writeDashboardBodies(template: Template): Template {
  const resources = Object.entries(template.Resources).map(([name, resource]) => [name, withBody(resource)] as const)
  return { ...template, Resources: Object.fromEntries(resources) }
}

function withBody(resource: Resource): Resource {
  const properties = resource['Properties'] as { DashboardBody?: { widgets?: unknown[] } } | undefined
  const body = properties?.DashboardBody
  if (resource['Type'] !== 'AWS::CloudWatch::Dashboard' || body?.widgets === undefined) return resource
  // A part of the YAML is a list within the list.
  const text = JSON.stringify({ ...body, widgets: body.widgets.flat() }, written)
  return { ...resource, Properties: { ...properties, DashboardBody: { 'Fn::Sub': text } } }
}

/** @throws Error for any intrinsic function but `Ref` and `Fn::GetAtt`: a text has no place for it */
function written(key: string, value: unknown): unknown {
  const reference = argumentOf('Ref', value)
  if (typeof reference === 'string') return `\${${reference}}`
  const attribute = argumentOf('Fn::GetAtt', value)
  if (attribute !== undefined) return `\${${(attribute as string[]).join('.')}}`
  const intrinsic = typeof value === 'object' && value !== null && Object.keys(value).find((name) => /^Fn::/.test(name))
  if (intrinsic) throw new Error(`The body of a dashboard may hold Ref and Fn::GetAtt, but not ${intrinsic}`)
  // The value of an annotation may be a param, and one that is given with `--param` is a text.
  return key === 'value' && typeof value === 'string' ? Number(value) : value
}
