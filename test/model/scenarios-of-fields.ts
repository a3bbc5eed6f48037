// Cases whose columns change one by one: given, changed, set back, cleared, and edited by an analyst.
import { edit, given } from './analyst.ts'
import { A, B, v1, v2, v3, type Scenario } from './scenario.ts'

export const SCENARIOS_OF_FIELDS: readonly Scenario[] = [
  {
    name: 'fields one by one',
    callers: [
      { name: 'P1', at: 0, title: 'one', description: 'long', comments: [] },
      { name: 'P2', after: 'P1', at: 1, title: 'one', impact: '1', comments: [], manner: 'quits' },
      { name: 'P3', after: 'P2', at: 1, title: 'one', description: 'longer', comments: [], manner: 'quits' },
      { name: 'P4', after: 'P3', at: 1, title: 'one', description: 'long', impact: '1', comments: [A] },
    ],
  },
  {
    name: 'cleared',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      { name: 'P2', after: 'P1', at: 1, ...v2, description: '', impact: '', comments: [A], manner: 'quits' },
      { name: 'P3', at: 60, ...v3, comments: [A, B] },
    ],
  },
  {
    name: 'cleared at once',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [], manner: 'quits' },
      { name: 'P2', at: 0.2, ...v3, comments: [A] },
    ],
  },
  {
    name: 'cleared and given again',
    callers: [
      { name: 'P1', at: 0, title: 'one', description: 'long', comments: [A] },
      { name: 'P2', after: 'P1', at: 1, title: 'one', description: '', comments: [A], manner: 'quits' },
      { name: 'P3', after: 'P2', at: 1, title: 'one', description: 'long', comments: [A] },
    ],
  },
  {
    name: 'edited, then changed elsewhere',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      { name: 'P2', after: 'edit', at: 1, title: 'two', description: 'long', version: 2000, comments: [A] },
      { name: 'P3', after: 'P2', at: 1, title: 'three', description: 'long', version: 3000, comments: [A, B] },
    ],
    events: [{ name: 'edit', after: 'P1', at: 30, does: edit('description') }],
  },
  {
    name: 'edited, then cleared',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      { name: 'P2', after: 'edit', at: 1, title: 'two', description: '', version: 2000, comments: [A] },
      { name: 'P3', after: 'P2', at: 1, ...v3, comments: [A, B] },
    ],
    events: [{ name: 'edit', after: 'P1', at: 30, does: edit('description') }],
  },
  {
    name: 'cleared where it was not given',
    before: given('X1'),
    callers: [
      { name: 'P1', at: 0, title: 'one', description: '', version: 1000, comments: [A], externalId: 'X1' },
      { name: 'P2', after: 'P1', at: 1, ...v3, comments: [A, B], externalId: 'X1' },
    ],
  },
]
