// The histories that broke the design before it was built: unclear answers, other incidents, equal texts.
import { copy, given, oldOne, remove } from './analyst.ts'
import { A, B, after, newer, plain, push, scene, type Trace } from './trace.ts'

export const TRACES_1_TO_18: readonly Trace[] = [
  {
    number: 1,
    name: 'a create that is committed 58 s late is not made again, whoever looked meanwhile',
    scenario: scene([push('P1', 0, [A]), push('P2', 21, [A])]),
    script: { 'P1.create#1': 'unanswered-late@58' },
  },
  {
    number: 2,
    name: 'a push without a comment does not clear the doubt about it',
    scenario: scene([push('P1', 0, [A, B], { manner: 'quits' }), push('P2', 30, [], newer), push('P3', 150, [A, B])]),
    script: { 'P1.release#1': 'dies-before' },
    unanswered: ['P1'],
  },
  {
    number: 3,
    name: 'a 502 does not prove that nothing follows',
    scenario: scene([push('P1', 0, [A])]),
    script: { 'P1.create#1': 'reset-late@50' },
  },
  {
    number: 4,
    name: 'a 403 on an update that was done does not repeat its comment',
    scenario: scene([push('P1', 0, [A, B])]),
    script: { 'P1.update#1': 'forbidden-done' },
  },
  {
    number: 5,
    name: 'a push that wakes up after its lease does not release its old view',
    scenario: scene([push('P1', 0, [A, B], { manner: 'quits' }), push('P2', 40, [A, B]), push('P3', 320, [A, B])]),
    script: { 'P1.create#1': 'freezes-before@300' },
    unanswered: ['P1'],
  },
  {
    number: 6,
    name: 'a push that pauses between its check and its send does not send',
    scenario: scene([push('P1', 0, [A]), push('P2', 36, [A])]),
    script: { 'P1.create#1': 'freezes-before@40' },
  },
  {
    number: 7,
    name: 'nobody writes while an unsettled doubt of another stands',
    scenario: scene([push('P1', 0, [A, B], { manner: 'quits' }), push('P2', 25, [A, B])]),
    script: { 'P1.update#1': 'unanswered-late@58' },
    unanswered: ['P1'],
  },
  {
    number: 8,
    name: 'an acquire that is repeated appends to the doubts and replaces none',
    scenario: scene([push('P1', 0, [A]), push('P2', 25, [A])]),
    script: { 'P1.create#1': 'reset-late@58', 'P2.acquire#1': 'repeated' },
  },
  {
    number: 9,
    name: 'a doubt is settled by its last write, not by its acquire',
    scenario: scene([push('P1', 0, [A, B])]),
    script: { 'P1.create#1': 'slow', 'P1.update#1': 'dies-late@58.1' },
  },
  {
    number: 10,
    name: 'an incident without its journal row does not prove the comment missing',
    scenario: scene([push('P1', 0, [A])]),
    script: { 'P1.create#1': 'reset-journal-late@55' },
  },
  {
    number: 11,
    name: 'an incident created in place of a deleted one is found when its record was lost',
    scenario: scene(
      [
        push('P1', 0, [A]),
        push('P2', 1, [A, B], { ...newer, after: 'delete' }),
        push('P3', 130, [A, B], { ...newer, ...after('P2') }),
      ],
      { events: [{ name: 'delete', after: 'P1', at: 0.5, does: remove }] },
    ),
    script: { 'P2.release#1': 'throttled' },
  },
  {
    number: 12,
    name: 'a redelivered earlier text of a comment is not written again',
    scenario: scene([
      plain('P1', 0, [['c1', 'a']]),
      plain('P2', 1, [['c1', 'b']], after('P1')),
      plain('P3', 1, [['c1', 'a']], after('P2')),
    ]),
    script: {},
  },
  {
    number: 13,
    name: 'an incident that is named again keeps its comments once',
    scenario: scene(
      [
        push('P1', 0, [A], { externalId: 'X1' }),
        push('P2', 1, [A], { externalId: 'X2', after: 'P1' }),
        push('P3', 1, [A, B], { externalId: 'X1', after: 'P2' }),
      ],
      { before: given('X1', 'X2') },
    ),
    script: {},
  },
  {
    number: 14,
    name: 'naming the incident of an unrecorded create repeats no comment',
    scenario: scene([push('P1', 0, [A, B]), push('P2', 120, [A, B], { externalId: 'live', after: 'P1' })]),
    script: { 'P1.release#1': 'throttled' },
  },
  {
    number: 15,
    name: 'a queued event without identity makes one incident over all its deliveries',
    scenario: scene([plain('P1', 0, [A, B], { manner: 'queue' })], { isAnonymous: true }),
    script: { 'P1.create#1': 'dies-done', 'P1.find#1': 'dies-before' },
  },
  {
    number: 16,
    name: 'of several incidents with the correlation id every look chooses the same',
    scenario: scene([push('P1', 0, [A, B]), push('P2', 120, [A, B])], {
      before: oldOne,
      events: [{ name: 'copy', at: 20, does: copy }],
    }),
    script: { 'P1.create#1': 'reset-done', 'P1.release#1': 'dies-before' },
  },
  {
    number: 17,
    name: 'one entry "ok" does not stand for two comments',
    scenario: scene([
      push('P1', 0, [
        ['c1', 'ok'],
        ['c2', 'ok'],
      ]),
    ]),
    script: { 'P1.update#1': 'dies-undone' },
  },
  {
    number: 18,
    name: 'a comment is not found inside another',
    scenario: scene([
      push('P1', 0, [
        ['c1', 'not ok'],
        ['c2', 'ok'],
      ]),
    ]),
    script: { 'P1.update#1': 'dies-undone' },
  },
]
