// What a campaign knows of one case while it runs: its plan, its answers, and which of its requests a worker may still
// be working on.
import type { Answer, Sent } from './answers.ts'
import type { CasePlan } from './case-plan.ts'
import type { Chronicle } from './chronicle.ts'
import type { Worker } from './worker.ts'

export type CaseFile = {
  plan: CasePlan
  beganMs: number
  /** Every answer that a function gave, heard by its caller or not. */
  answers: Answer[]
  /** Requests that a worker may still be working on. */
  underWay: Set<string>
  /** When the last of them ended, epoch ms. */
  lastEndMs: number
  /** What an analyst made of the title once the case was quiet. */
  editedTitle: string | undefined
  violations: string[]
  isJudged: boolean
  /** The case is judged for good. */
  isOver: boolean
}

export function openCase(plan: CasePlan): CaseFile {
  const state = { answers: [], underWay: new Set<string>(), violations: [] }
  return { plan, beganMs: Date.now(), lastEndMs: 0, editedTitle: undefined, isJudged: false, isOver: false, ...state }
}

/** `reset`: the worker died over it, or what it answered makes no sense. */
export type Outcome = Answer | { thrown: string } | 'reset'

export type Request = { worker: Worker; sent: Sent; event: unknown; read: (sent: Sent, returned: unknown) => Answer }

/** Sends one request to a worker, and keeps account of it until the worker has certainly stopped working on it. */
export async function send(file: CaseFile, chronicle: Chronicle, request: Request): Promise<Outcome> {
  const { worker, sent } = request
  const { id } = file.plan
  chronicle.note(id, `${sent.name} (version ${sent.version}) to ${worker.name}`)
  chronicle.count('request', worker.runs)
  file.underWay.add(sent.name)
  const outcome = await outcomeOf(file, request)
  file.underWay.delete(sent.name)
  file.lastEndMs = Date.now()
  if (typeof outcome === 'object' && 'code' in outcome) file.answers.push(outcome)
  chronicle.count('answer', codeOf(outcome))
  chronicle.note(id, `${sent.name} ends: ${describe(outcome)}`)
  return outcome
}

async function outcomeOf(file: CaseFile, { worker, sent, event, read }: Request): Promise<Outcome> {
  const invocation = { id: `${file.plan.id}/${sent.name}`, event }
  const invoked = await worker.invoke(invocation).catch(() => 'reset' as const)
  if (invoked === 'reset' || 'thrown' in invoked) return invoked
  try {
    return read(sent, invoked.result)
  } catch {
    file.violations.push(`${sent.name} was answered ${JSON.stringify(invoked.result)}`)
    return 'reset'
  }
}

function codeOf(outcome: Outcome): string {
  if (outcome === 'reset') return 'reset'
  return 'thrown' in outcome ? `put off: ${outcome.thrown.replace(/:.*/s, '')}` : outcome.code
}

function describe(outcome: Outcome): string {
  if (outcome === 'reset' || 'thrown' in outcome) return outcome === 'reset' ? 'reset' : `put off, ${outcome.thrown}`
  const { status, code, retryAfterS, data } = outcome
  const after = retryAfterS === undefined ? '' : `, retry after ${retryAfterS} s`
  return `${status} ${code}${after}${data === undefined ? '' : ` ${JSON.stringify(data)}`}`
}
