// Gathers what the oracle judges a case by: what ServiceNow holds and was asked, and the dead letters.
import { CREDENTIALS } from '../support/connector-secret.ts'
import type { CaseFile } from './case-file.ts'
import { violationsIn, type FoundIncident, type WrittenTitle } from './oracle.ts'
import { isCertain, OF_A_FUNCTION } from './servicenow-faults.ts'
import type { Stage } from './stage.ts'

/** Adds to the file what it finds. */
export function judge({ farSide }: Stage, file: CaseFile): void {
  const { plan, answers, editedTitle } = file
  const incidents = incidentsOf(farSide, plan.id)
  file.isJudged = true
  file.violations.push(
    ...violationsIn({
      versions: plan.versions,
      answers,
      incidents,
      writtenTitles: writtenTitles(farSide, plan.id, incidents),
      deadLetters: farSide.bus
        .deadLetters()
        .filter(({ detail }) => (detail as { savedObjectId?: string }).savedObjectId === plan.id)
        .map(({ reason }) => reason),
      editedTitle,
    }),
  )
}

/** All incidents with the case's correlation id. */
export function incidentsOf({ servicenow }: Stage['farSide'], caseId: string): FoundIncident[] {
  return servicenow
    .incidents()
    .filter(({ correlation_id }) => correlation_id === caseId)
    .map(({ sys_id, number, short_description, description, journal }) => ({
      sys_id,
      number,
      title: textOf(short_description),
      description: textOf(description),
      journal: journal.filter((entry) => entry.sys_created_by === CREDENTIALS.username).map(({ value }) => value),
    }))
}

/** ServiceNow's requests about the case: its creates, and whatever names one of its incidents or the case itself. */
export function requestsAbout({ servicenow }: Stage['farSide'], caseId: string, incidents: readonly FoundIncident[]) {
  const ids = incidents.map(({ sys_id }) => sys_id)
  return servicenow
    .requests()
    .filter(
      ({ path, query, body }) =>
        correlationIdIn(body) === caseId ||
        query.includes(`correlation_id=${caseId}^`) ||
        ids.some((id) => path.endsWith(id) || query.includes(id)),
    )
}

function writtenTitles(farSide: Stage['farSide'], caseId: string, incidents: readonly FoundIncident[]): WrittenTitle[] {
  return requestsAbout(farSide, caseId, incidents).flatMap(({ method, query, body, fault }) => {
    const title = (body as Record<string, unknown> | null)?.['short_description']
    return method !== 'GET' && query.includes(OF_A_FUNCTION) && typeof title === 'string'
      ? [{ title, isCertain: isCertain(fault) }]
      : []
  })
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

const correlationIdIn = (body: unknown) => (body as Record<string, unknown> | null)?.['correlation_id']
