// The cases that are pushed: who sends what and when, and what analysts do meanwhile.
import type { Mapping } from '../../lib/connectors/connector.ts'
import { edit } from './analyst.ts'
import { A, B, C, v1, v2, v3, type Scenario } from './scenario.ts'
import { SCENARIOS_BY_INCIDENT } from './scenarios-by-incident.ts'
import { SCENARIOS_CLOSED } from './scenarios-closed.ts'
import { SCENARIOS_ELSEWHERE } from './scenarios-elsewhere.ts'
import { SCENARIOS_OF_INCIDENTS } from './scenarios-of-incidents.ts'
import { SCENARIOS_OF_FIELDS } from './scenarios-of-fields.ts'

const appending: Mapping = {
  title: { target: 'short_description', actionType: 'append' },
  comments: { target: 'work_notes', actionType: 'append' },
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'alone', callers: [{ name: 'P1', at: 0, ...v1, comments: [A, B] }] },
  {
    name: 'twins',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A, B] },
      { name: 'P2', at: 21, ...v1, comments: [A, B] },
    ],
  },
  {
    name: 'quits',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A, B], manner: 'quits' },
      { name: 'P2', at: 21, ...v2, comments: [A, B] },
    ],
  },
  {
    name: 'newer',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      { name: 'P2', at: 1, ...v2, comments: [A, B] },
    ],
  },
  {
    name: 'older',
    callers: [
      { name: 'P1', at: 0, ...v2, comments: [A, B] },
      { name: 'P2', after: 'P1', at: 1, ...v1, comments: [A] },
      { name: 'P3', after: 'P2', at: 1, ...v2, comments: [A, B] },
    ],
  },
  {
    name: 'quick',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      { name: 'P2', after: 'P1', at: 0.1, ...v2, comments: [A, B] },
      { name: 'P3', after: 'P2', at: 60, ...v3, comments: [A, B] },
    ],
  },
  {
    name: 'subset',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A, B] },
      { name: 'P2', at: 40, ...v2, comments: [] },
      { name: 'P3', after: 'P2', at: 5, ...v3, comments: [A, B] },
    ],
  },
  {
    name: 'bare',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [] },
      { name: 'P2', at: 2, ...v2, comments: [] },
    ],
  },
  {
    name: 'equal texts',
    callers: [
      {
        name: 'P1',
        at: 0,
        ...v1,
        comments: [
          ['c0', 'not ok'],
          ['c1', 'ok'],
        ],
      },
      {
        name: 'P2',
        at: 15,
        ...v2,
        comments: [
          ['c0', 'not ok'],
          ['c1', 'ok'],
          ['c2', 'ok'],
        ],
      },
    ],
  },
  {
    name: 'edited comment',
    callers: [
      { name: 'P1', at: 0, title: 'one', comments: [['c1', 'a']] },
      { name: 'P2', after: 'P1', at: 1, title: 'one', comments: [['c1', 'b']] },
      { name: 'P3', after: 'P2', at: 1, title: 'one', comments: [['c1', 'a']] },
    ],
  },
  {
    name: 'title and back',
    callers: [
      { name: 'P1', at: 0, title: 'one', comments: [] },
      { name: 'P2', after: 'P1', at: 1, title: 'two', comments: [], manner: 'quits' },
      { name: 'P3', after: 'P2', at: 1, title: 'one', comments: [] },
    ],
  },
  {
    name: 'title and back, with comments',
    callers: [
      { name: 'P1', at: 0, title: 'one', comments: [A] },
      { name: 'P2', after: 'P1', at: 1, title: 'two', comments: [A, B], manner: 'quits' },
      { name: 'P3', after: 'P2', at: 1, title: 'one', comments: [A, B] },
    ],
  },
  {
    name: 'analyst edits',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      { name: 'P2', after: 'edit', at: 1, ...v1, comments: [A] },
      { name: 'P3', after: 'P2', at: 1, title: 'one', version: 2000, comments: [A, B] },
    ],
    events: [{ name: 'edit', after: 'P1', at: 30, does: edit('short_description') }],
  },
  {
    name: 'appended',
    mapping: appending,
    isAppending: true,
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      { name: 'P2', after: 'P1', at: 1, ...v2, comments: [A, B] },
      { name: 'P3', after: 'P2', at: 1, ...v3, comments: [A, B] },
    ],
  },
  {
    name: 'anonymous',
    isAnonymous: true,
    callers: [{ name: 'P1', at: 0, title: 'one', comments: [A, B], manner: 'queue' }],
  },
  {
    name: 'patience of 120 s',
    deadline: 120,
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A, B] },
      { name: 'P2', at: 50, ...v2, comments: [A, B, C] },
    ],
  },
  ...SCENARIOS_OF_INCIDENTS,
  ...SCENARIOS_ELSEWHERE,
  ...SCENARIOS_BY_INCIDENT,
  ...SCENARIOS_OF_FIELDS,
  ...SCENARIOS_CLOSED,
]
