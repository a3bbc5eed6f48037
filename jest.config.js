// How Jest runs the tests: as ES modules, through swc, which strips the types.
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' }, experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
      },
    ],
  },
  testSequencer: '<rootDir>/test/slowest-first.js', // none of them runs on alone at the end
  testTimeout: 90_000, // no test takes half as long on a quiet machine
  maxWorkers: 3, // on two cores: many tests wait for time to pass
  maxConcurrency: 40, // of test.concurrent, which wait as well
  coverageProvider: 'v8',
  // These two hold types alone.
  collectCoverageFrom: ['lib/**/*.ts', '!lib/push/ports.ts', '!lib/connectors/connector.ts'],
  // The rest runs in processes of its own, which are not measured.
  coverageThreshold: { global: { branches: 98 } },
}
