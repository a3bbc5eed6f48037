// The histories that broke the design before it was built: fields, waiting, late copies of a call.
import { given } from './analyst.ts'
import { A, B, after, newer, plain, push, scene, type Trace } from './trace.ts'

export const TRACES_19_TO_27: readonly Trace[] = [
  {
    number: 19,
    name: 'a title set back is sent though the recorded one is equal',
    scenario: scene([
      plain('P1', 0, []),
      plain('P2', 1, [], { title: 'two', manner: 'quits', after: 'P1' }),
      plain('P3', 1, [], after('P2')),
    ]),
    script: { 'P2.release#1': 'dies-before' },
    unanswered: ['P2'],
  },
  {
    number: 20,
    name: 'an older version does not roll back fields that were written but not recorded',
    scenario: scene([
      push('P1', 0, [A]),
      push('P2', 1, [A, B], { ...newer, after: 'P1', manner: 'quits' }),
      push('P3', 1, [A], after('P2')),
      push('P4', 1, [A, B], { ...newer, after: 'P3' }),
    ]),
    script: { 'P2.release#1': 'dies-before' },
    unanswered: ['P2'],
  },
  {
    number: 21,
    name: 'another incident gets its fields though they are equal',
    scenario: scene([push('P1', 0, [], { externalId: 'X1' }), push('P2', 1, [], { externalId: 'X2', after: 'P1' })], {
      before: given('X1', 'X2'),
    }),
    script: {},
  },
  {
    number: 22,
    name: 'a text that was appended without an answer is not appended again',
    scenario: scene([push('P1', 0, []), push('P2', 1, [], { ...newer, after: 'P1' })], {
      isAppending: true,
      mapping: { title: { target: 'short_description', actionType: 'append' } },
    }),
    script: { 'P2.update#1': 'reset-done' },
  },
  {
    number: 23,
    name: 'a caller that retries every 10 s is answered as soon as the doubt is settled',
    scenario: scene([push('P1', 0, [A], { manner: 'eager' })]),
    script: { 'P1.create#1': 'reset-undone' },
    within: { P1: 95 },
  },
  {
    number: 24,
    name: 'an acquire answered twice neither refuses nor delays its push',
    scenario: scene([push('P1', 0, [A])]),
    script: { 'P1.acquire#1': 'repeated' },
    within: { P1: 5 },
  },
  {
    number: 25,
    name: 'a create that is refused says so, though the look is refused as well',
    scenario: scene([push('P1', 0, [A])]),
    script: { 'P1.create#1': 'denied-undone', 'P1.find#1': 'forbidden' },
    unanswered: ['P1'],
    within: { P1: 5 },
  },
  {
    number: 26,
    name: 'a slow login leaves room for a write',
    scenario: scene([push('P1', 0, [A])]),
    script: { 'P1.acquire#1': 'freezes-after@15' },
    within: { P1: 16 },
  },
  {
    number: 27,
    name: 'a late copy of an acquire does not revive it',
    scenario: scene([push('P1', 0, [A]), push('P2', 40, [A, B], newer), push('P3', 130, [A, B], newer)]),
    script: { 'P1.acquire#1': 'copied@100', 'P1.release#1': 'copied@101' },
  },
]
