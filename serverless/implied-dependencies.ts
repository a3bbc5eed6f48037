// osls writes a `DependsOn` for each role and integration that the resource refers to anyway. CloudFormation creates
// what is referred to first, so that it adds nothing, and cfn-lint warns of it (W3005).
import { argumentOf, type Resource, type Template } from './template.ts'

/** @returns the template without each `DependsOn` on what a `Ref` or `Fn::GetAtt` of the same resource names. */
export function dropImpliedDependencies(template: Template): Template {
  const resources = Object.entries(template.Resources).map(([name, resource]) => [name, withoutImplied(resource)])
  return { ...template, Resources: Object.fromEntries(resources) as Record<string, Resource> }
}

function withoutImplied({ DependsOn, ...resource }: Resource): Resource {
  const referred = new Set(referencesIn(resource))
  const dependencies = [DependsOn ?? []].flat().filter((name) => !referred.has(name))
  return { ...resource, ...(dependencies.length > 0 ? { DependsOn: dependencies } : {}) }
}

function referencesIn(value: unknown): string[] {
  const referred = argumentOf('Ref', value) ?? [argumentOf('Fn::GetAtt', value) ?? []].flat()[0]
  if (typeof referred === 'string') return [referred.split('.')[0] ?? referred]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(referencesIn) : []
}
