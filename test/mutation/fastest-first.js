// Runs the tests in the order in which the configuration lists them: the first failure ends the run of a mutant.
import Sequencer from '@jest/test-sequencer'
import { TESTS } from './jest.config.js'

const placeOf = ({ path }) => TESTS.findIndex((name) => path.endsWith(name))

export default class FastestFirst extends Sequencer {
  sort(tests) {
    return [...tests].sort((one, other) => placeOf(one) - placeOf(other))
  }
}
