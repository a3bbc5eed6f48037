// Cases whose incident an analyst closes, by a connector that opens another one then. No case has a description: the
// incident that follows says there what it follows.
import { close, closedBefore } from './analyst.ts'
import { A, B, C, type Scenario } from './scenario.ts'

const one = { title: 'one', version: 1000 }
const two = { title: 'two', version: 2000 }
const three = { title: 'three', version: 3000 }

export const SCENARIOS_CLOSED: readonly Scenario[] = [
  {
    name: 'closed',
    leavesClosed: true,
    callers: [
      { name: 'P1', at: 0, ...one, comments: [A] },
      { name: 'P2', after: 'close', at: 1, ...two, comments: [A, B], manner: 'quits' },
      { name: 'P3', after: 'P2', at: 1, ...two, comments: [A, B] },
    ],
    events: [{ name: 'close', after: 'P1', at: 30, does: close }],
  },
  {
    name: 'closed, and named by all',
    leavesClosed: true,
    callers: [
      { name: 'P1', at: 0, ...one, comments: [A] },
      { name: 'P2', after: 'close', at: 1, ...two, comments: [A, B], externalId: 'P1', manner: 'quits' },
      { name: 'P3', after: 'P2', at: 20, ...three, comments: [B, C], externalId: 'P1' },
    ],
    events: [{ name: 'close', after: 'P1', at: 30, does: close }],
  },
  {
    name: 'closed, and closed again',
    leavesClosed: true,
    callers: [
      { name: 'P1', at: 0, ...one, comments: [A] },
      { name: 'P2', after: 'close', at: 1, ...two, comments: [A], externalId: 'P1' },
      { name: 'P3', after: 'close again', at: 1, ...three, comments: [A, B], externalId: 'P1' },
    ],
    events: [
      { name: 'close', after: 'P1', at: 30, does: close },
      { name: 'close again', after: 'P2', at: 10, does: close },
    ],
  },
  {
    name: 'closed after each of the pushes that quit',
    leavesClosed: true,
    callers: [
      { name: 'P1', at: 0, ...one, comments: [A], manner: 'quits' },
      { name: 'P2', at: 130, ...two, comments: [A], manner: 'quits' },
      { name: 'P3', at: 260, ...three, comments: [A, B], manner: 'quits' },
      { name: 'P4', at: 390, ...three, comments: [A, B] },
    ],
    events: [
      { name: 'close', at: 60, does: close },
      { name: 'close again', at: 190, does: close },
    ],
  },
  {
    name: 'closed, and named by all that quit',
    leavesClosed: true,
    before: closedBefore('X1'),
    callers: [
      { name: 'P1', at: 0, ...one, comments: [A], externalId: 'X1', manner: 'quits' },
      { name: 'P2', at: 130, ...two, comments: [A, B], externalId: 'X1', manner: 'quits' },
      { name: 'P3', at: 260, ...two, comments: [A, B], externalId: 'X1' },
    ],
    events: [{ name: 'close', at: 60, does: close }],
  },
  {
    name: 'closed while it is pushed',
    leavesClosed: true,
    callers: [
      { name: 'P1', at: 0, ...one, comments: [A] },
      { name: 'P2', after: 'P1', at: 1, ...two, comments: [A, B], manner: 'quits' },
      { name: 'P3', at: 80, ...three, comments: [A, B, C] },
    ],
    events: [{ name: 'close', after: 'P1', at: 1.1, does: close }],
  },
]
