// An analyst at work in ServiceNow: writes notes, some of which quote comments in part or in whole, and edits titles.
import type { Chance } from './chance.ts'
import type { CaseFile } from './case-file.ts'
import { ANALYST } from './far-side.ts'
import type { Stage } from './stage.ts'

const PATH = '/api/now/v2/table/incident'
const HEADERS = {
  accept: 'application/json',
  'content-type': 'application/json',
  authorization: `Basic ${Buffer.from(`${ANALYST.username}:${ANALYST.password}`).toString('base64')}`,
}

/** Writes a note into the case's incident, if there is one. */
export async function writeNote(stage: Stage, file: CaseFile, label: string): Promise<void> {
  const { id, versions } = file.plan
  const texts = versions.flatMap(({ comments }) => comments.map(({ text }) => text))
  const note = noteAbout(stage.chance, texts, label)
  if (await change(stage, id, { work_notes: note }))
    stage.chronicle.note(id, `an analyst notes ${JSON.stringify(note)}`)
}

/** Gives the incident another title. @returns the title */
export async function editTitle(stage: Stage, { plan: { id } }: CaseFile): Promise<string> {
  const title = `${id}, edited by an analyst`
  await change(stage, id, { short_description: title })
  stage.chronicle.note(id, 'an analyst edits the title')
  return title
}

// No note is a comment's text itself: that would count as the comment.
function noteAbout(chance: Chance, texts: readonly string[], label: string): string {
  const text = chance.pick(`${label} quoted`, [...texts, 'nothing'])
  return chance.pick(`${label} note`, [
    `Looked at ${label}.`,
    `"${text.slice(0, Math.ceil(text.length / 2))}": why?`,
    `${text}\nSeen, and more to come.`,
    `About ${text}`,
  ])
}

async function change({ farSide: { servicenow } }: Stage, caseId: string, columns: object): Promise<boolean> {
  const incident = servicenow.incidents().find(({ correlation_id }) => correlation_id === caseId)
  if (incident === undefined) return false
  const answer = await fetch(`${servicenow.url}${PATH}/${incident.sys_id}`, {
    method: 'PATCH',
    headers: HEADERS,
    body: JSON.stringify(columns),
  })
  if (!answer.ok) throw new Error(`ServiceNow answered an analyst ${answer.status}`)
  return true
}
