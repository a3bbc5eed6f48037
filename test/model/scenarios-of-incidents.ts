// Cases whose incident is named by a caller, deleted, or has others beside it with the same correlation id.
import { copy, given, oldOne, remove, removeNamed } from './analyst.ts'
import { A, B, v1, v2, v3, type Scenario } from './scenario.ts'

export const SCENARIOS_OF_INCIDENTS: readonly Scenario[] = [
  {
    name: 'named',
    before: given('X1'),
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A, B], externalId: 'X1' },
      { name: 'P2', at: 20, ...v2, comments: [A, B] },
    ],
  },
  {
    name: 'named and deleted',
    before: given('X1'),
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A], externalId: 'X1' },
      { name: 'P2', after: 'delete', at: 0.2, ...v2, comments: [A, B], externalId: 'X1' },
    ],
    events: [{ name: 'delete', after: 'P1', at: 1, does: removeNamed }],
  },
  {
    name: 'created, then named',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A, B], manner: 'quits' },
      { name: 'P2', after: 'P1', at: 70, ...v2, comments: [A, B], externalId: 'live' },
    ],
  },
  {
    name: 'switched',
    before: given('X1', 'X2'),
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A], externalId: 'X1' },
      { name: 'P2', after: 'P1', at: 1, ...v1, comments: [A], externalId: 'X2' },
      { name: 'P3', after: 'P2', at: 1, ...v1, comments: [A, B], externalId: 'X1' },
    ],
  },
  {
    name: 'there and back',
    before: given('X1', 'X2'),
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A], externalId: 'X1' },
      { name: 'P2', after: 'P1', at: 1, ...v1, comments: [], externalId: 'X2' },
      { name: 'P3', after: 'P2', at: 1, ...v1, comments: [B], externalId: 'X1' },
      { name: 'P4', after: 'P3', at: 1, ...v1, comments: [A, B] },
    ],
  },
  {
    name: 'deleted',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      { name: 'P2', after: 'delete', at: 1, ...v2, comments: [A, B] },
      { name: 'P3', after: 'P2', at: 1, ...v2, comments: [A, B] },
    ],
    events: [{ name: 'delete', after: 'P1', at: 1, does: remove }],
  },
  {
    name: 'deleted in between',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      { name: 'P2', after: 'P1', at: 1, ...v2, comments: [A, B] },
      { name: 'P3', after: 'delete', at: 8, ...v3, comments: [A, B] },
    ],
    events: [{ name: 'delete', after: 'P1', at: 1.3, does: remove }],
  },
  {
    name: 'copied',
    before: oldOne,
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      { name: 'P2', at: 45, ...v2, comments: [A, B] },
    ],
    events: [{ name: 'clone', at: 12, does: copy }],
  },
]
