// The histories of traces.test.ts as data: who pushes what, and which call meets which fault.
import { copy, edit, given, oldOne, remove } from './analyst.ts'
import type { Caller, Scenario } from './scenarios.ts'
import type { Script } from './world.ts'

export type Trace = {
  number: number
  /** The promise kept. */
  name: string
  scenario: Scenario
  script: Script
  /** Callers that rightly get no 200. */
  unanswered?: readonly string[]
  /** At most so many seconds until a caller's final answer. */
  within?: Record<string, number>
}

const A = ['c1', 'first'] as const
const B = ['c2', 'second'] as const
type Rest = Partial<Caller>

const push = (name: string, at: number, comments: Caller['comments'], rest: Rest = {}): Caller => ({
  name,
  at,
  title: 'one',
  version: 1000,
  comments,
  ...rest,
})
const plain = (name: string, at: number, comments: Caller['comments'], rest: Rest = {}): Caller => ({
  name,
  at,
  title: 'one',
  comments,
  ...rest,
})
const newer: Rest = { title: 'two', version: 2000 }
const scene = (callers: readonly Caller[], rest: Partial<Scenario> = {}): Scenario => ({
  name: 'trace',
  callers,
  ...rest,
})
const after = (name: string): Rest => ({ after: name })
const deletion = { name: 'delete', after: 'P1', at: 0.5, does: remove }

export const TRACES: readonly Trace[] = [
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
      { events: [deletion] },
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
  {
    number: 28,
    name: 'late copies of an acquire and of its release do not roll the record back',
    scenario: scene([
      push('P1', 0, [A]),
      push('P2', 0.1, [A, B], { ...newer, after: 'P1' }),
      push('P3', 60, [A, B], { ...newer, after: 'P2' }),
    ]),
    script: { 'P1.acquire#1': 'copied@40', 'P1.release#1': 'copied@45' },
  },
  {
    number: 29,
    name: 'comments in an incident that a dead push named are not written again',
    scenario: scene([push('P1', 0, [A, B], { externalId: 'X1', manner: 'queue' }), push('P2', 60, [A, B], newer)], {
      before: given('X1'),
    }),
    script: { 'P1.update#2': 'unanswered-undone', 'P1.read#1': 'dies-before', 'P2.update#1': 'rejected' },
    unanswered: ['P2'],
  },
  {
    number: 30,
    name: 'an incident switched to and back keeps the comments that the switch did not ask for',
    scenario: scene(
      [
        push('P1', 0, [A], { externalId: 'X1' }),
        push('P2', 1, [], { externalId: 'X2', after: 'P1' }),
        push('P3', 1, [B], { externalId: 'X1', after: 'P2' }),
        push('P4', 1, [A, B], after('P3')),
      ],
      { before: given('X1', 'X2') },
    ),
    script: {},
  },
  {
    number: 31,
    name: 'what is missing is judged by the time at which the look began',
    scenario: scene([push('P1', 0, [A], { manner: 'quits' }), push('P2', 25, [A])], { deadline: 120 }),
    script: { 'P1.create#1': 'unanswered-late@58', 'P2.find#1': 'freezes-after@60' },
    unanswered: ['P1'],
  },
  {
    number: 32,
    name: 'a newer version counts as pushed though it had nothing to send',
    scenario: scene([
      push('P1', 0, []),
      push('P2', 1, [], { version: 3000, after: 'P1' }),
      push('P3', 1, [], { ...newer, after: 'P2' }),
    ]),
    script: {},
  },
  {
    number: 33,
    name: 'a comment found between two reads is dated by its entry',
    scenario: scene([push('P1', 0, [A, B])]),
    script: { 'P1.update#1': 'unanswered-late@20.4' },
  },
  {
    number: 35,
    name: 'an entry "ok" of a push in doubt does not stand for the next push\'s own "ok"',
    scenario: scene([
      push('P1', 0, [A]),
      push('P2', 1, [A, ['c2', 'ok']], { ...newer, after: 'P1' }),
      push('P3', 1, [A, ['c3', 'ok']], { ...newer, after: 'P2' }),
    ]),
    script: { 'P2.release#1': 'throttled' },
  },
  {
    number: 36,
    name: 'a push that has nothing to send into the incident it names is answered with it',
    scenario: scene([push('P1', 0, [], { externalId: 'X1' })], {
      before: given('X1'),
      isAppending: true,
      mapping: { comments: { target: 'work_notes', actionType: 'append' } },
    }),
    script: {},
  },
  {
    number: 37,
    name: 'an old comment of an incident switched back to does not prove that new fields landed',
    scenario: scene(
      [
        plain('P1', 0, [A], { externalId: 'X1' }),
        plain('P2', 1, [], { externalId: 'X2', after: 'P1' }),
        plain('P3', 1, [], { externalId: 'X1', after: 'P2' }),
        plain('P4', 1, [A], { title: 'two', after: 'P3' }),
      ],
      { before: given('X1', 'X2') },
    ),
    script: { 'P4.read#1': 'dies-before' },
  },
  {
    number: 34,
    name: 'an edit survives the repetition of a push whose acquire was not answered',
    scenario: scene([push('P1', 0, [A]), push('P2', 1, [A], after('edit'))], {
      events: [{ name: 'edit', after: 'P1', at: 1, does: edit }],
    }),
    script: { 'P2.acquire#1': 'unanswered' },
  },
]
