// The histories of the rules about replicas, owners, instances, what ServiceNow drops, and columns.
import { drop, move, remap } from './analyst.ts'
import type { Event } from './scenario.ts'
import { A, B, C, after, newer, plain, push, scene, type Trace } from './trace.ts'

const SECOND = 'https://second.service-now.com'
const other = { connector: 'other' }
const then = (name: string, does: Event['does']): Event => ({ name: 'then', after: name, at: 1, does })

export const TRACES_43_ON: readonly Trace[] = [
  {
    number: 43,
    name: 'a create that ended is not made again though a replica does not show it yet',
    scenario: scene([push('P1', 0, [A])]),
    script: { 'P1.create#1': 'error-done', 'P1.find#1': 'lagging' },
    within: { P1: 5 },
  },
  {
    number: 44,
    name: 'a comment that ended is not written again though a replica does not show it yet',
    scenario: scene([push('P1', 0, [A, B])]),
    script: { 'P1.update#1': 'cancelled-done', 'P1.journal#1': 'lagging' },
    within: { P1: 5 },
  },
  {
    number: 45,
    name: 'a page of a proxy in place of an answer does not make an incident gone',
    scenario: scene([push('P1', 0, [A]), push('P2', 1, [A, B], { ...newer, after: 'P1' })]),
    script: { 'P2.update#1': 'foreign' },
    incidents: { P2: 'sys1' },
  },
  {
    number: 46,
    name: 'a create in doubt does not take the incident that another connector has claimed',
    scenario: scene([push('P1', 0, [A]), push('P2', 1, [A], { ...other, after: 'P1' })]),
    script: { 'P2.create#1': 'error-undone' },
    incidents: { P1: 'sys1', P2: 'sys2' },
  },
  {
    number: 47,
    name: "behind another connector's incident a lost create finds its own",
    scenario: scene([push('P1', 0, [A]), push('P2', 1, [A, B], { ...other, after: 'P1' })]),
    script: { 'P2.create#1': 'reset-done' },
    incidents: { P1: 'sys1', P2: 'sys2' },
    within: { P2: 5 },
  },
  {
    number: 48,
    name: 'two connectors that lose both answers have one incident each, and each comment once in it',
    scenario: scene([push('P1', 0, [A, B]), push('P2', 0.1, [A, B], other)]),
    script: { 'P1.create#1': 'unanswered-done', 'P2.create#1': 'reset-done' },
    incidents: { P1: 'sys2', P2: 'sys1' },
  },
  {
    number: 49,
    name: 'an incident that another connector took before it was claimed is created again',
    scenario: scene([push('P1', 0, [A]), push('P2', 0.1, [A, B], other)]),
    script: { 'P1.claim#1': 'freezes-before@4', 'P2.create#1': 'error-undone' },
    incidents: { P1: 'sys2', P2: 'sys1' },
  },
  {
    number: 50,
    name: 'an incident of one instance is not looked for in another',
    scenario: scene([push('P1', 0, [A]), push('P2', 1, [A, B], after('then'))], {
      events: [then('P1', move(SECOND))],
    }),
    script: {},
    incidents: { P1: 'sys1', P2: '1-1' },
  },
  {
    number: 51,
    name: 'a connector that moved and came back finds the incident of before',
    scenario: scene([push('P1', 0, [A]), push('P2', 1, [B], after('then')), push('P3', 1, [A, B, C], after('back'))], {
      events: [
        then('P1', move(SECOND)),
        { name: 'back', after: 'P2', at: 1, does: move('https://model.service-now.com') },
      ],
    }),
    script: {},
    incidents: { P1: 'sys1', P2: '1-1', P3: 'sys1' },
  },
  {
    number: 52,
    name: 'in another address of its instance, and in a copy, an incident keeps its comments once',
    scenario: scene([push('P1', 0, [A]), push('P2', 1, [A], after('then')), push('P3', 1, [A, B], after('copy'))], {
      events: [
        then('P1', move('https://renamed.service-now.com', 'renamed')),
        { name: 'copy', after: 'P2', at: 1, does: move('https://copy.service-now.com', 'copied') },
      ],
    }),
    script: {},
    incidents: { P2: 'sys1', P3: 'sys1' },
  },
  {
    number: 53,
    name: 'while ServiceNow drops correlation ids, a process creates one incident in five minutes',
    scenario: scene([push('P1', 0, [A]), push('P2', 1, [B], { case: 'case-2', after: 'P1' })], {
      isOneHost: true,
      before: drop('correlation'),
    }),
    script: {},
    within: { P2: 305 },
  },
  {
    number: 54,
    name: 'a comment that the journal dropped is not recorded, and is written once when the journal takes it',
    scenario: scene([push('P1', 0, [A, B])], {
      isOneHost: true,
      before: drop('journal'),
      events: [{ name: 'allow', at: 30, does: drop(undefined) }],
    }),
    script: {},
    within: { P1: 75 },
  },
  {
    number: 55,
    name: 'a first comment that a replica does not show yet was written',
    scenario: scene([push('P1', 0, [A, B])], { isOneHost: true }),
    script: { 'P1.journal#1': 'lagging' },
    within: { P1: 5 },
  },
  {
    number: 56,
    name: 'a journal is read back to the earliest of the doubts',
    scenario: scene([
      push('P1', 0, [A, B], { manner: 'quits' }),
      push('P2', 400, [A], { manner: 'quits' }),
      push('P3', 520, [A, B]),
    ]),
    script: { 'P1.update#1': 'dies-done', 'P2.acquire#1': 'dies-after' },
    unanswered: ['P1', 'P2'],
  },
  {
    number: 57,
    name: 'a journal is read further back by what two clocks may differ',
    scenario: scene([push('P2', 0, [A, B], { manner: 'quits' }), push('P3', 200, [A, B])]),
    script: { 'P2.update#1': 'dies-done' },
    unanswered: ['P2'],
  },
  {
    number: 58,
    name: 'an entry "ok" of long ago does not stand for the "ok" that is in doubt',
    scenario: scene([
      push('P1', 0, [['c1', 'ok']]),
      push('P2', 600, [
        ['c1', 'ok'],
        ['c2', 'ok'],
      ]),
    ]),
    script: { 'P2.update#1': 'reset-done' },
    within: { P2: 5 },
  },
  {
    number: 59,
    name: 'a comment in doubt in one column is not written again in another',
    scenario: scene([push('P1', 0, [A, B], { manner: 'quits' }), push('P2', 120, [A, B, C])], {
      events: [{ name: 'remap', at: 60, does: remap('comments') }],
    }),
    script: { 'P1.update#1': 'dies-done' },
    unanswered: ['P1'],
  },
  {
    number: 60,
    name: 'a version far in the future does not hold back all later ones',
    scenario: scene([
      push('P1', 0, [A], { version: Date.UTC(2030, 0) }),
      push('P2', 1, [A, B], { title: 'two', version: Date.UTC(2026, 0), after: 'P1' }),
    ]),
    script: {},
  },
  {
    number: 61,
    name: 'a version far in the future that is in doubt holds back none either',
    scenario: scene([
      plain('P1', 0, [A], { version: Date.UTC(2030, 0), manner: 'quits' }),
      push('P2', 120, [A, B], { title: 'two', version: Date.UTC(2026, 0) }),
    ]),
    script: { 'P1.create#1': 'dies-done' },
    unanswered: ['P1'],
  },
  {
    number: 62,
    name: 'a comment whose answer was lost in one column is not written again in another',
    scenario: scene([push('P1', 0, [A, B], { manner: 'quits' }), push('P2', 120, [A, B, C])], {
      events: [{ name: 'remap', at: 70, does: remap('comments') }],
    }),
    script: { 'P1.update#1': 'reset-late@50' },
    unanswered: ['P1'],
  },
]
