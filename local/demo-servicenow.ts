// The demo's view of ServiceNow: what the stand-in holds, as plain text, and how to make it lose an answer.
import * as v from 'valibot'

const FIELDS = ['number', 'short_description', 'description', 'correlation_id'] as const

const Text = v.optional(v.nullable(v.string()))
const ShownIncident = v.object({
  number: v.string(),
  short_description: Text,
  description: Text,
  correlation_id: Text,
  journal: v.array(v.object({ element: v.string(), value: v.string(), sys_created_on: v.string() })),
})
const Requests = v.array(v.object({ method: v.string(), fault: v.optional(v.string()) }))
export type ShownIncident = v.InferOutput<typeof ShownIncident>

export async function listIncidents(servicenowUrl: string): Promise<ShownIncident[]> {
  const response = await fetch(`${servicenowUrl}/stand-in/incidents`)
  return v.parse(v.array(ShownIncident), await response.json())
}

/** ServiceNow carries the next POST out and resets its connection before the answer. */
export async function loseNextAnswer(servicenowUrl: string): Promise<void> {
  const response = await fetch(`${servicenowUrl}/stand-in/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ on: { method: 'POST' }, fault: { kind: 'reset', commit: true } }),
  })
  if (!response.ok) throw new Error(`the ServiceNow stand-in rejected the fault: ${response.status}`)
}

/** Whether a POST was carried out and its answer lost. */
export async function hasLostAnswer(servicenowUrl: string): Promise<boolean> {
  const response = await fetch(`${servicenowUrl}/stand-in/requests`)
  return v.parse(Requests, await response.json()).some(({ method, fault }) => method === 'POST' && fault === 'reset')
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
