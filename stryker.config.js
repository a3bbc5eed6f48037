// Mutation testing of the never-twice core (`npm run test:mutation`): small breakages of the code, each of which a test
// must notice. Stryker's own runner for Jest goes on after the first failure; a command that stops there is faster.
export default {
  mutate: ['lib/push/**/*.ts', 'lib/ledger/**/*.ts', 'lib/servicenow/classify-response.ts'],
  testRunner: 'command',
  commandRunner: {
    command:
      'MODEL_SEED=1 MODEL_RUNS=300 node --experimental-vm-modules --no-warnings node_modules/jest/bin/jest.js -i -c test/mutation/jest.config.js',
  },
  concurrency: 2,
  timeoutMS: 5_000,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: 'coverage/mutation.json' },
  thresholds: { high: 95, low: 90, break: 90 },
}
