// The ServiceNow application of Elastic, if the instance has it: for each of its two products a scope, a staging table
// and the table into which its transform map writes.
import type { Properties } from './properties.ts'

export type Product = { scope: string; staging: string; target: string }

const PRODUCTS: readonly Product[] = [
  { scope: 'x_elas2_inc_int', staging: 'x_elas2_inc_int_elastic_incident', target: 'incident' },
  { scope: 'x_elas2_sir_int', staging: 'x_elas2_sir_int_elastic_si_incident', target: 'sn_si_incident' },
]

/** `undefined`: the application is not installed. */
export function applicationVersion({ elasticApplication = false }: Properties): string | undefined {
  if (elasticApplication === false) return undefined
  return elasticApplication === true ? '1.0.0' : (elasticApplication.version ?? '1.0.0')
}

/** The product that has this scope or this staging table, if it is installed. */
export function findProduct(properties: Properties, name: string): Product | undefined {
  if (applicationVersion(properties) === undefined) return undefined
  return PRODUCTS.find(({ scope, staging }) => scope === name || staging === name)
}
