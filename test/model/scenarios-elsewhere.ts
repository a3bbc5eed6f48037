// Cases that reach ServiceNow by more than one way: two connectors, another instance, another column for comments,
// or through access rules that drop what is written.
import { drop, move, remap } from './analyst.ts'
import { A, B, C, v1, v2, type Scenario } from './scenario.ts'

export const SCENARIOS_ELSEWHERE: readonly Scenario[] = [
  {
    name: 'two connectors',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A, B] },
      { name: 'P2', at: 0.2, ...v1, comments: [A, B], connector: 'other' },
    ],
  },
  {
    name: 'two connectors, one after the other',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A], manner: 'quits' },
      { name: 'P2', at: 20, ...v1, comments: [A, B], connector: 'other' },
      { name: 'P3', at: 100, ...v1, comments: [A, B] },
      { name: 'P4', after: 'P3', at: 1, ...v1, comments: [A, B, C], connector: 'other' },
    ],
  },
  {
    name: 'moved',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A], manner: 'quits' },
      { name: 'P2', after: 'move', at: 1, ...v2, comments: [A, B] },
    ],
    events: [{ name: 'move', after: 'P1', at: 1, does: move('https://second.service-now.com') }],
  },
  {
    name: 'moved to a copy',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A], manner: 'quits' },
      { name: 'P2', after: 'move', at: 1, ...v2, comments: [A, B] },
    ],
    events: [{ name: 'move', after: 'P1', at: 1, does: move('https://copy.service-now.com', 'copied') }],
  },
  {
    name: 'renamed',
    callers: [
      { name: 'P1', at: 0, ...v2, comments: [A], manner: 'quits' },
      { name: 'P2', after: 'move', at: 1, ...v1, comments: [A, B] },
    ],
    events: [{ name: 'move', after: 'P1', at: 1, does: move('https://renamed.service-now.com', 'renamed') }],
  },
  {
    name: 'remapped',
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A, B] },
      { name: 'P2', after: 'remap', at: 1, ...v2, comments: [A, B, C] },
    ],
    events: [{ name: 'remap', at: 20, does: remap('comments') }],
  },
  {
    name: 'correlation ids dropped for a while',
    isOneHost: true,
    before: drop('correlation'),
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A] },
      { name: 'P2', after: 'P1', at: 1, ...v1, comments: [B], case: 'case-2' },
      { name: 'P3', at: 2, ...v2, comments: [A, C] },
    ],
    events: [{ name: 'allow', at: 200, does: drop(undefined) }],
  },
  {
    name: 'comments dropped for a while',
    isOneHost: true,
    before: drop('journal'),
    callers: [
      { name: 'P1', at: 0, ...v1, comments: [A, B] },
      { name: 'P2', at: 90, ...v2, comments: [A, B, C] },
    ],
    events: [{ name: 'allow', at: 70, does: drop(undefined) }],
  },
]
