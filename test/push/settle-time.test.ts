// How long a write whose answer was lost stays in doubt: as long as the deployment says, and no shorter by default than
// ServiceNow's quota.
import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { PushError } from '../../lib/errors.ts'
import type { CaseRecord } from '../../lib/push/case-record.ts'
import { newHealth } from '../../lib/push/health.ts'
import type { Ledger } from '../../lib/push/ports.ts'
import { pushCase } from '../../lib/push/push-case.ts'
import { parseSettings } from '../../lib/settings.ts'
import { rejectionOf } from '../support/thrown.ts'
import { INSTANCE, NOW_MS } from './given.ts'
import { notedIncidents } from './noted-incidents.ts'
import { connectorAt } from '../support/connector.ts'

test.each([65_000, 600_000])('a push whose create is lost waits for the settle time it is given, %i ms', async (ms) => {
  const doubts: number[] = []
  const ledger: Ledger = {
    acquire: (_key, { doubt }): Promise<CaseRecord> => {
      doubts.push(doubt.settledAtMs - NOW_MS)
      return Promise.resolve({ fields: {}, comments: [], doubts: [doubt] })
    },
    release: (_key, _owner, record) => {
      doubts.push(...record.doubts.map(({ settledAtMs }) => settledAtMs - NOW_MS))
      return Promise.resolve()
    },
    claim: () => Promise.resolve(true),
    claimedBy: () => Promise.resolve(undefined),
    recordOf: () => Promise.resolve(undefined),
  }
  const lost = new PushError('servicenow_unavailable', { effect: 'open', sentAtMs: NOW_MS })
  const pushed = pushCase({
    casePush: {
      savedObjectId: 'case-1',
      title: 'Phishing',
      changed: { how: 'created' },
      columns: {},
      additionalFields: [],
      attributes: {},
      comments: [],
    },
    connector: connectorAt(INSTANCE),
    incidents: notedIncidents({ writeFails: lost }).incidents,
    ledger,
    clock: { now: () => NOW_MS, sleep: () => Promise.resolve() },
    deadlineMs: NOW_MS + 28_000,
    settleMs: ms,
    waitMs: 0,
    health: newHealth(),
  })
  expect(await rejectionOf(pushed)).toMatchObject({ code: 'outcome_unknown', retryAfterS: ms / 1000 })
  expect(doubts).toEqual([28_000 + ms, ms])
})

test('a stack that says nothing else waits as long as the code does by itself', () => {
  const [, param] = /\n {4}settleSeconds: (\d+)/.exec(readFileSync('serverless.yml', 'utf8')) ?? []
  const { settleMs } = parseSettings({ CASE_PUSH_SECRET_PREFIX: 'p', CASE_PUSH_TABLE: 't' })
  expect(Number(param) * 1000).toBe(settleMs)
  // The Table API's quota, and a margin.
  expect(settleMs).toBe(60_000 + 15_000)
})
