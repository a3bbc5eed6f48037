// The histories of cases that leave closed incidents: a push that died may have left one, or several in a row. And of
// what is recorded without an incident.
import { close, closedBefore, given, move } from './analyst.ts'
import { A, B, after, newer, push, scene, type Trace } from './trace.ts'

const third = { title: 'three', version: 3000 }

export const TRACES_80_ON: readonly Trace[] = [
  {
    number: 80,
    name: 'an incident that was found by looking is left once, though nobody recorded that it was left',
    scenario: scene(
      [
        push('P1', 0, [A], { manner: 'quits' }),
        push('P2', 130, [A], { ...newer, manner: 'quits' }),
        push('P3', 260, [A], newer),
      ],
      { leavesClosed: true, events: [{ name: 'close', at: 60, does: close }] },
    ),
    script: { 'P1.release#1': 'dies-before', 'P2.claim#2': 'dies-before' },
    unanswered: ['P1', 'P2'],
    incidents: { P3: 'sys2' },
  },
  {
    number: 81,
    name: 'incidents that were left one after the other, without a record, are followed to the last',
    scenario: scene(
      [
        push('P1', 0, [A]),
        push('P2', 1, [A], { ...newer, ...after('close'), manner: 'quits' }),
        push('P3', 200, [A, B], { ...third, manner: 'quits' }),
        push('P4', 400, [A, B], third),
      ],
      {
        leavesClosed: true,
        events: [
          { name: 'close', after: 'P1', at: 10, does: close },
          { name: 'close again', after: 'P2', at: 60, does: close },
        ],
      },
    ),
    script: { 'P2.claim#1': 'dies-before', 'P3.claim#2': 'dies-before' },
    unanswered: ['P2', 'P3'],
    incidents: { P4: 'sys3' },
  },
  {
    number: 82,
    name: 'an incident that every caller names is left once, though nobody recorded that it was left',
    scenario: scene(
      [
        push('P1', 0, [A], { externalId: 'X1', manner: 'quits' }),
        push('P2', 130, [A, B], { ...newer, externalId: 'X1' }),
      ],
      {
        leavesClosed: true,
        before: closedBefore('X1'),
      },
    ),
    script: { 'P1.claim#1': 'dies-before' },
    unanswered: ['P1'],
  },
  {
    number: 83,
    name: 'fields that an error left in a named incident are not overwritten by an older version that found no other',
    scenario: scene(
      [
        push('P1', 0, [B], { ...third, externalId: 'X1', manner: 'quits' }),
        push('P2', 21, [A], { ...newer, manner: 'quits' }),
        push('P3', 60, [A], { ...newer, manner: 'quits' }),
        push('P4', 65, [B], { ...third, externalId: 'X1', manner: 'quits' }),
        push('P5', 200, [A], newer),
      ],
      { before: given('X1') },
    ),
    script: { 'P1.update#1': 'error-fields', 'P2.create#1': 'dies-before' },
    incidents: { P5: 'X1' },
    unanswered: ['P1', 'P2', 'P3', 'P4'],
  },
  {
    number: 84,
    name: 'what a dead push gave the incident that it created on another instance can be cleared there',
    scenario: scene(
      [
        push('P1', 0, [A], newer),
        push('P2', 45, [A], { impact: '2', manner: 'quits' }),
        push('P3', 270, [A], { ...newer, impact: '' }),
      ],
      { events: [{ name: 'moved', after: 'P1', at: 30, does: move('https://second.service-now.com') }] },
    ),
    script: { 'P2.release#1': 'dies-before' },
    incidents: { P3: '1-1' },
    unanswered: ['P2'],
  },
]
