// Starts the slowest files first, so that none of them runs on alone at the end. Jest would go by the durations of the
// last run, and in a fresh clone by the size of the files.
import Sequencer from '@jest/test-sequencer'

const SLOWEST = [
  'test/model/model.test.ts',
  'test/http/invoke-local.test.ts',
  'test/kibana/replay.test.ts',
  'test/push/faults.test.ts',
  'test/push/looks.test.ts',
  'test/http/api.test.ts',
  'test/security/leaks.test.ts',
  'test/template/lint.test.ts',
  'test/template/template.test.ts',
  'test/push/together.test.ts',
  'test/network/given-up-connection.test.ts',
  'test/security/queued-leaks.test.ts',
  'test/hostile/events.test.ts',
  'test/handlers/execute-queued-outage.test.ts',
  'test/servicenow/journal-pages.test.ts',
  'test/push/answers.test.ts',
  'test/push/killed.test.ts',
]

const placeOf = ({ path }) => {
  const place = SLOWEST.findIndex((name) => path.endsWith(name))
  return place === -1 ? SLOWEST.length : place
}

export default class SlowestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => placeOf(one) - placeOf(other))
  }
}
