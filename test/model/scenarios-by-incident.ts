// Cases whose incidents get comments from callers that know an incident and not its case.
import { textId } from '../../lib/push/push-comment.ts'
import { given, move, remove } from './analyst.ts'
import { A, B, v1, v2, type Caller, type Scenario } from './scenario.ts'

const C = ['c3', 'third'] as const
const NOTE = ['', 'a note'] as const

const comment = (name: string, at: number, what: readonly [string, string], rest: Partial<Caller> = {}): Caller => ({
  name,
  at,
  comments: [what],
  knows: 'P1',
  after: 'P1',
  ...rest,
})

export const SCENARIOS_BY_INCIDENT: readonly Scenario[] = [
  {
    name: 'commented by incident',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      comment('N2', 1, NOTE),
      comment('N3', 1, NOTE, { after: 'N2' }),
      { name: 'P4', after: 'N3', at: 1, ...v2, comments: [A, B] },
    ],
  },
  {
    name: 'commented while pushed',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A, B], manner: 'quits' },
      { name: 'N2', at: 0.6, comments: [B], knows: 'live' },
      { name: 'N3', at: 21, comments: [C], knows: 'live' },
      { name: 'P4', at: 130, ...v2, comments: [A, B, C] },
    ],
  },
  {
    name: 'the same comment from three sides',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [] },
      comment('N2', 1, NOTE),
      comment('N3', 1.1, NOTE),
      { name: 'P4', after: 'P1', at: 1.2, ...v2, comments: [[textId('a note'), 'a note']] },
    ],
  },
  {
    name: 'commented by another connector',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      comment('N2', 1, NOTE, { connector: 'other' }),
      { name: 'P3', after: 'N2', at: 1, ...v1, comments: [A], connector: 'other' },
      comment('N4', 1, B, { connector: 'other', knows: 'P3', after: 'P3' }),
    ],
  },
  {
    name: 'another case of its connector',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      { name: 'P2', at: 1, ...v1, comments: [A], case: 'case-2' },
      comment('N3', 1, B, { after: 'P2', knows: 'P2' }),
      comment('N4', 1, B, { after: 'N3' }),
    ],
  },
  {
    name: 'commented in an incident of before',
    before: given('X1', 'X2'),
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A], externalId: 'X1' },
      { name: 'P2', after: 'P1', at: 1, ...v1, comments: [A], externalId: 'X2' },
      comment('N3', 1, B, { after: 'P2' }),
      { name: 'P4', after: 'N3', at: 1, ...v1, comments: [A, B], externalId: 'X2' },
    ],
  },
  {
    name: 'commented once deleted',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      comment('N2', 0.4, B),
      { name: 'P3', after: 'delete', at: 1, ...v2, comments: [A, B] },
      comment('N4', 1, C, { after: 'P3', knows: 'P3' }),
    ],
    events: [{ name: 'delete', after: 'P1', at: 1, does: remove }],
  },
  {
    name: 'commented under another address',
    callers: [
      { name: 'P1', at: 0, ...v2, comments: [A] },
      { name: 'P2', after: 'move', at: 1, ...v2, comments: [A], manner: 'quits' },
      comment('N3', 1, B, { after: 'P2' }),
      { name: 'P4', after: 'N3', at: 1, ...v1, comments: [A, B] },
    ],
    events: [{ name: 'move', after: 'P1', at: 1, does: move('https://renamed.service-now.com', 'renamed') }],
  },
]
