// The demo at ServiceNow's side: what the stand-in holds, in plain text, and how to have it lose
// an answer.
import * as v from 'valibot'

const FIELDS = ['number', 'short_description', 'description', 'correlation_id'] as const

const textSchema = v.optional(v.nullable(v.string()))
const incidentSchema = v.object({
  number: v.string(),
  short_description: textSchema,
  description: textSchema,
  correlation_id: textSchema,
  journal: v.array(v.object({ element: v.string(), value: v.string(), sys_created_on: v.string() })),
})
const requestsSchema = v.array(v.object({ method: v.string(), fault: v.optional(v.string()) }))
export type ShownIncident = v.InferOutput<typeof incidentSchema>

export async function listIncidents(servicenowUrl: string): Promise<ShownIncident[]> {
  const response = await fetch(`${servicenowUrl}/stand-in/incidents`)
  return v.parse(v.array(incidentSchema), await response.json())
}

/** The next POST is carried out and its connection cut before the answer. */
export async function loseNextAnswer(servicenowUrl: string): Promise<void> {
  const response = await fetch(`${servicenowUrl}/stand-in/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ on: { method: 'POST' }, fault: { kind: 'reset', commit: true } }),
  })
  if (!response.ok) throw new Error(`the stand-in for ServiceNow takes no fault: ${response.status}`)
}

/** Whether a POST was carried out whose answer never left. */
export async function hasLostAnswer(servicenowUrl: string): Promise<boolean> {
  const response = await fetch(`${servicenowUrl}/stand-in/requests`)
  return v
    .parse(requestsSchema, await response.json())
    .some(({ method, fault }) => method === 'POST' && fault === 'reset')
}

export function showIncident(incident: ShownIncident): void {
  console.log('\nIn ServiceNow:')
  for (const field of FIELDS) {
    const value = incident[field]
    if (value) console.log(`  ${field.padEnd(17)}  ${indent(value, 21)}`)
  }
  for (const { element, value, sys_created_on } of incident.journal) {
    console.log(`  ${element}, ${sys_created_on} UTC\n    ${indent(value, 4)}`)
  }
}

function indent(text: string, columns: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(columns)}`)
}
