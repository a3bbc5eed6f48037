// Values for tests of the core's pure parts: a plan, a push and what it knows, each as plain as can be.
import type { CaseRecord, Doubt, WrittenComment } from '../../lib/push/case-record.ts'
import { knownFrom, type Known, type Push } from '../../lib/push/known.ts'
import type { IncidentPlan, PlannedComment } from '../../lib/push/plan-incident.ts'
import { digestOf } from '../../lib/push/text.ts'

export const NOW_MS = Date.UTC(2026, 2, 31, 9)

export const EMPTY: CaseRecord = { fields: {}, comments: [], doubts: [] }

export const INSTANCE = 'https://example.service-now.com'

export const INCIDENT = { id: 'i1', number: 'INC1', instance: INSTANCE, pushedAtMs: NOW_MS }

export function commentOf(commentId: string, text = `text of ${commentId}`): PlannedComment {
  return { commentId, text, digest: digestOf(text) }
}

export function writtenOf({ commentId, digest }: PlannedComment): WrittenComment {
  return { commentId, digest, pushedAtS: NOW_MS / 1000 }
}

export function planOf(more: Partial<IncidentPlan> = {}): IncidentPlan {
  return {
    correlationId: 'case-1',
    externalId: undefined,
    movesCase: true,
    version: undefined,
    creation: { short_description: 'Phishing', correlation_id: 'case-1' },
    created: { short_description: 'phishing' },
    fields: { short_description: { action: 'overwrite', text: 'Phishing', digest: 'phishing' } },
    journalColumn: 'work_notes',
    comments: [],
    isMerged: false,
    statesLeft: undefined,
    closingColumns: new Set(),
    ...more,
  }
}

// No test of a pure part calls ServiceNow.
const nowhere = () => Promise.reject(new Error('called ServiceNow'))
const incidents = { create: nowhere, update: nowhere, read: nowhere, findByCorrelationId: nowhere, journal: nowhere }

export function pushOf(plan: IncidentPlan, more: Partial<Push> = {}): Push {
  return {
    plan,
    incidents,
    instance: INSTANCE,
    claim: () => Promise.resolve(true),
    hasClaimed: () => Promise.resolve(false),
    health: { createsRefusedUntilMs: 0, journalSeenAtMs: new Map([['work_notes', NOW_MS]]) },
    clock: { now: () => NOW_MS, sleep: () => Promise.resolve() },
    owner: 'me',
    deadlineMs: NOW_MS + 28_000,
    settleMs: 75_000,
    inherited: [],
    isRecordFull: false,
    ...more,
  }
}

export function knownOf(push: Push, record: Partial<CaseRecord> = {}): Known {
  return knownFrom(push, { ...EMPTY, ...record })
}

export function doubtOf(more: Partial<Doubt> = {}): Doubt {
  return { owner: 'other', sinceMs: NOW_MS, settledAtMs: NOW_MS + 75_000, comments: [], ...more }
}
