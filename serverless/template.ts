// A CloudFormation template as JSON, as far as packaging looks into it.
export type Resource = { Condition?: string; DependsOn?: string | string[]; [attribute: string]: unknown }

export type Template = {
  Conditions?: Record<string, unknown>
  Resources: Record<string, Resource>
  Outputs?: Record<string, Resource>
  [section: string]: unknown
}

/** The argument of an intrinsic function, e.g. of `{ "Fn::If": […] }`. */
export function argumentOf(name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const [[key, argument] = [], second] = Object.entries(value)
  return key === name && second === undefined ? argument : undefined
}
