// The histories that the model, and breakages of the code that no test noticed, have found.
import { edit, given, recorrelate, removeFromRecords } from './analyst.ts'
import { A, B, after, newer, plain, push, scene, type Trace } from './trace.ts'

export const TRACES_28_ON: readonly Trace[] = [
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
    number: 34,
    name: 'an edit survives the repetition of a push whose acquire was not answered',
    scenario: scene([push('P1', 0, [A]), push('P2', 1, [A], after('edit'))], {
      events: [{ name: 'edit', after: 'P1', at: 1, does: edit('short_description') }],
    }),
    script: { 'P2.acquire#1': 'unanswered' },
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
    number: 38,
    name: 'an incident found without its comment stays known, though its correlation id is changed before the retry',
    scenario: scene([push('P1', 0, [A])], { events: [{ name: 'recorrelate', at: 30, does: recorrelate }] }),
    script: { 'P1.create#1': 'reset-journal-late@55' },
  },
  {
    number: 39,
    name: 'fields in doubt of a named incident are not overwritten by an older version that names it too',
    scenario: scene(
      [
        push('P1', 0, [], { ...newer, externalId: 'X1', manner: 'quits' }),
        push('P2', 120, [], { externalId: 'X1', after: 'P1' }),
      ],
      { before: given('X1') },
    ),
    script: { 'P1.update#1': 'dies-done' },
    unanswered: ['P1'],
  },
  {
    number: 40,
    name: 'fields that an error left in a named incident are not overwritten by an older version in doubt',
    scenario: scene(
      [
        push('P1', 0, [A], { ...newer, externalId: 'X1', manner: 'quits' }),
        push('P2', 1, [], { externalId: 'X1', manner: 'quits', after: 'P1' }),
        push('P3', 120, [], { externalId: 'X1', after: 'P2' }),
      ],
      { before: given('X1') },
    ),
    script: { 'P1.update#1': 'error-fields', 'P2.acquire#1': 'dies-after' },
    unanswered: ['P1', 'P2'],
  },
  {
    number: 41,
    name: "of two incidents that dead pushes named, the one named last is the case's",
    scenario: scene(
      [
        push('P1', 0, [A], { externalId: 'X1', manner: 'quits' }),
        push('P2', 1, [A], { externalId: 'X2', manner: 'quits', after: 'P1' }),
        push('P3', 240, [A], { after: 'P2' }),
      ],
      { before: given('X1', 'X2') },
    ),
    script: { 'P1.acquire#1': 'dies-after', 'P2.acquire#1': 'dies-after' },
    unanswered: ['P1', 'P2'],
    incidents: { P3: 'X2' },
  },
  {
    number: 42,
    name: 'a deleted incident that a search still shows is not taken for the one created in its place',
    scenario: scene([push('P1', 0, [A]), push('P2', 1, [A, B], { ...newer, after: 'delete' })], {
      events: [{ name: 'delete', after: 'P1', at: 0.5, does: removeFromRecords }],
    }),
    script: { 'P2.create#1': 'reset-done' },
  },
]
