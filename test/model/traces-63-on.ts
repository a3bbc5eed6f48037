// The histories of comments by incident, and of columns that change one by one.
import { textId } from '../../lib/push/push-comment.ts'
import { edit, given, move } from './analyst.ts'
import { A, B, after, comment, newer, plain, push, scene, type Trace } from './trace.ts'

const NOTE = ['', 'a note'] as const

export const TRACES_63_ON: readonly Trace[] = [
  {
    number: 63,
    name: 'a comment by incident waits for the doubt that a push of the case left about it',
    scenario: scene([push('P1', 0, [A, B], { manner: 'quits' }), comment('N2', 30, B, 'live')]),
    script: { 'P1.update#1': 'reset-late@50' },
    unanswered: ['P1'],
    incidents: { N2: 'sys1' },
  },
  {
    number: 64,
    name: 'a push of the case does not repeat the comment that a dead one by incident has written',
    scenario: scene([
      push('P1', 0, [A]),
      comment('N2', 1, NOTE, 'P1', { ...after('P1'), manner: 'quits' }),
      push('P3', 40, [A, [textId('a note'), 'a note']]),
    ]),
    script: { 'N2.update#1': 'dies-done' },
    unanswered: ['N2'],
    within: { P3: 5 },
  },
  {
    number: 65,
    name: 'a comment by incident that is repeated while its answer is lost is written once',
    scenario: scene([
      push('P1', 0, []),
      comment('N2', 1, NOTE, 'P1', after('P1')),
      comment('N3', 1.2, NOTE, 'P1', after('P1')),
    ]),
    script: { 'N2.update#1': 'unanswered-done', 'N2.acquire#1': 'repeated', 'N3.owner#1': 'repeated' },
  },
  {
    number: 66,
    name: 'no comment goes into an incident that another connector has pushed',
    scenario: scene([push('P1', 0, [A]), comment('N2', 1, B, 'P1', { ...after('P1'), connector: 'other' })]),
    script: {},
    unanswered: ['N2'],
  },
  {
    number: 67,
    name: 'a comment by incident recovers the incident of a push that died before its release',
    scenario: scene([push('P1', 0, [A], { manner: 'quits' }), comment('N2', 40, A, 'live'), push('P3', 60, [A, B])]),
    script: { 'P1.release#1': 'dies-before' },
    unanswered: ['P1'],
    incidents: { N2: 'sys1', P3: 'sys1' },
  },
  {
    number: 68,
    name: 'under another address an older version does not roll back fields, though the caller names the incident',
    scenario: scene([push('P1', 0, [A], newer), push('P2', 1, [A], { externalId: 'live', ...after('renamed') })], {
      events: [{ name: 'renamed', after: 'P1', at: 1, does: move('https://renamed.service-now.com', 'renamed') }],
    }),
    script: {},
    incidents: { P2: 'sys1' },
  },
  {
    number: 69,
    name: 'nor does one after a comment by incident, when the push that found it there was stopped',
    scenario: scene(
      [
        push('P1', 0, [A], newer),
        push('P2', 1, [A], { ...newer, ...after('renamed'), manner: 'quits' }),
        comment('N3', 1, B, 'P1', after('P2')),
        push('P4', 1, [A, B], after('N3')),
      ],
      { events: [{ name: 'renamed', after: 'P1', at: 1, does: move('https://renamed.service-now.com', 'renamed') }] },
    ),
    script: { 'P2.journal#1': 'refused' },
    unanswered: ['P2'],
  },
  {
    number: 70,
    name: 'a comment does not prove a column that only one of two pushes in doubt sent along with it',
    scenario: scene([
      plain('P1', 0, [A]),
      plain('P2', 1, [A, B], { description: 'long', manner: 'quits', ...after('P1') }),
      plain('P3', 130, [A, B], { manner: 'quits' }),
      plain('P4', 260, [A, B], { description: 'long' }),
    ]),
    script: { 'P2.update#1': 'dies-undone', 'P3.update#1': 'dies-done' },
    unanswered: ['P2', 'P3'],
  },
  {
    number: 71,
    name: 'an incident does not prove a column that only one of two creates in doubt had',
    scenario: scene([
      plain('P1', 0, [], { description: 'long', manner: 'quits' }),
      plain('P2', 130, [], { manner: 'quits' }),
      plain('P3', 260, [], { description: 'long' }),
    ]),
    script: { 'P1.create#1': 'dies-undone', 'P2.create#1': 'dies-done' },
    unanswered: ['P1', 'P2'],
  },
  {
    number: 72,
    name: 'a column whose only value is in doubt is sent again',
    scenario: scene([
      plain('P1', 0, []),
      plain('P2', 1, [], { description: 'long', impact: '1', manner: 'quits', ...after('P1') }),
      plain('P3', 130, [], { description: 'long', impact: '1' }),
    ]),
    script: { 'P2.update#1': 'dies-undone' },
    unanswered: ['P2'],
  },
  {
    number: 73,
    name: 'a column in doubt is cleared, whichever of its values stands there',
    scenario: scene([
      plain('P1', 0, [], { description: 'long', impact: '1' }),
      plain('P2', 1, [], { description: 'longer', impact: '2', manner: 'quits', ...after('P1') }),
      plain('P3', 130, [], { description: '', impact: '' }),
    ]),
    script: { 'P2.update#1': 'dies-done' },
    unanswered: ['P2'],
  },
  {
    number: 74,
    name: 'an edit of one column survives a change of another and a clear, while the other is cleared',
    scenario: scene(
      [
        push('P1', 0, [], { description: 'long', impact: '1' }),
        push('P2', 1, [], { ...newer, description: 'long', impact: '1', ...after('edit') }),
        push('P3', 1, [], { version: 3000, description: '', impact: '', ...after('P2') }),
      ],
      { events: [{ name: 'edit', after: 'P1', at: 1, does: edit('description') }] },
    ),
    script: {},
  },
  {
    number: 75,
    name: 'an edit survives a clear that is repeated after its answer was lost',
    scenario: scene(
      [
        push('P1', 0, [A], { description: 'long', impact: '1' }),
        push('P2', 1, [A, B], { ...newer, description: '', impact: '', ...after('edit') }),
      ],
      { events: [{ name: 'edit', after: 'P1', at: 1, does: edit('description') }] },
    ),
    script: { 'P2.update#1': 'reset-undone', 'P2.read#1': 'refused' },
  },
  {
    number: 76,
    name: 'an edit survives the repetition of a change of another column whose answer was lost',
    scenario: scene(
      [
        push('P1', 0, [A], { description: 'long', impact: '1' }),
        push('P2', 1, [A, B], { version: 2000, description: 'long', impact: '2', ...after('edit') }),
      ],
      { events: [{ name: 'edit', after: 'P1', at: 1, does: edit('description') }] },
    ),
    script: { 'P2.update#1': 'reset-undone' },
  },
  {
    number: 77,
    name: 'a comment does not prove which of two values in doubt was sent along with it',
    scenario: scene([
      plain('P1', 0, [A]),
      plain('P2', 1, [A, B], { description: 'long', manner: 'quits', ...after('P1') }),
      plain('P3', 130, [A, B], { description: 'longer', manner: 'quits' }),
      plain('P4', 260, [A, B], { description: 'long' }),
    ]),
    script: { 'P2.update#1': 'dies-undone', 'P3.update#1': 'dies-done' },
    unanswered: ['P2', 'P3'],
  },
  {
    number: 78,
    name: 'a push of the case does not clear the doubt about a comment by incident',
    scenario: scene([
      push('P1', 0, []),
      comment('N2', 1, NOTE, 'P1', { ...after('P1'), manner: 'quits' }),
      push('P3', 130, [A]),
      comment('N4', 200, NOTE, 'P1'),
    ]),
    script: { 'N2.update#1': 'dies-late@58' },
    unanswered: ['N2'],
  },
  {
    number: 79,
    name: 'a comment goes into the incident that its caller knows, though the case has another one since',
    scenario: scene(
      [
        push('P1', 0, [A], { externalId: 'X1' }),
        push('P2', 1, [A], { externalId: 'X2', ...after('P1') }),
        comment('N3', 1, B, 'P1', after('P2')),
      ],
      { before: given('X1', 'X2') },
    ),
    script: {},
    incidents: { N3: 'X1' },
  },
]
