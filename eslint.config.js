// The lint rules of the house: type-checked rules, the order of the rooms, and limits on files, functions and lines.
import { createNodeResolver, importX } from 'eslint-plugin-import-x'
import regexp from 'eslint-plugin-regexp'
import tseslint from 'typescript-eslint'

/**
 * The rooms of lib/ from the top floor down. A room imports rooms of lower floors only: not of its own floor, and
 * none above.
 */
const FLOORS = [
  ['instances', 'middleware'],
  ['responses', 'ledger', 'servicenow'],
  ['push'],
  ['connectors'],
  ['case'],
  ['telemetry'],
  ['settings.ts', 'api-keys.ts'],
  ['schema', 'aws'],
  ['errors.ts', 'clock.ts'],
]
const pathOf = (room) => `./lib/${room}`
const ROOMS = FLOORS.flat()

const floorZones = FLOORS.flatMap((floor, at) =>
  floor.map((room) => ({
    target: pathOf(room),
    from: FLOORS.slice(0, at + 1)
      .flat()
      .filter((other) => other !== room)
      .map(pathOf),
    message: 'Imports go down: see FLOORS in eslint.config.js.',
  })),
)

/** What the core may import besides its own files: types, and rules that need no input or output. */
const CORE_IMPORTS = ['push', 'connectors/connector.ts', 'case', 'schema', 'errors.ts', 'clock.ts']
const coreZone = {
  target: pathOf('push'),
  from: './lib',
  except: CORE_IMPORTS.map((room) => `./${room}`),
  message: 'The core knows neither AWS, HTTP, the environment nor ServiceNow.',
}

/** Prettier wraps code, but neither comments nor strings. */
const limits = ({ lines, functionLines }) => ({
  'max-len': ['error', { code: 120 }],
  'max-lines': ['error', { max: lines }],
  'max-lines-per-function': ['error', { max: functionLines }],
})

const CODE = [
  'lib/**/*.ts',
  'handlers/**/*.ts',
  'cli/**/*.ts',
  'scripts/**/*.ts',
  'serverless/**/*.ts',
  'local/**/*.ts',
  'bench/**/*.ts',
]
const TESTS = ['test/**/*.ts']

const IMPORT_ORDER = {
  groups: ['builtin', 'external', 'parent', 'sibling'],
  alphabetize: { order: 'asc', caseInsensitive: true },
  named: false,
}

const ENVIRONMENT = { object: 'process', property: 'env', message: 'only lib/settings.ts reads the environment' }

/** No text that comes from outside may make a pattern take longer than in proportion to its length. */
const LINEAR_PATTERNS = {
  plugins: { regexp },
  rules: {
    'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
    'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: false, ignorePartial: false }],
  },
}

export default tseslint.config(
  { ignores: ['node_modules/', '.serverless/', '.bundles/', '.esbuild*/', '.local/', '.stryker-tmp/', 'coverage/'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true } },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js'] })],
    },
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'no default exports' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
    },
  },
  { files: CODE, rules: limits({ lines: 200, functionLines: 50 }) },
  // A table of cases is long, and so is the function that describes a suite.
  { files: TESTS, rules: limits({ lines: 300, functionLines: 100 }) },
  { files: ['lib/**/*.ts', 'handlers/**/*.ts', 'local/**/*.ts', 'cli/**/*.ts'], ...LINEAR_PATTERNS },
  { files: ['lib/**/*.ts', 'handlers/**/*.ts'], rules: { 'import-x/order': ['error', IMPORT_ORDER] } },
  {
    files: ['lib/**/*.ts', 'handlers/**/*.ts'],
    ignores: ['lib/settings.ts'],
    rules: {
      'no-restricted-properties': ['error', ENVIRONMENT],
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            {
              target: './lib',
              from: ['./handlers', './local', './test', './cli', './scripts', './bench'],
              message: 'lib/ imports nothing from outside itself.',
            },
            { target: './lib', from: './lib', except: ROOMS.map((room) => `./${room}`), message: 'not a room' },
            ...floorZones,
            coreZone,
          ],
        },
      ],
    },
  },
  {
    files: ['lib/push/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(?!\\.|node:crypto$)', message: 'The core gets everything as arguments.' }] },
      ],
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout'],
      'no-restricted-properties': [
        'error',
        ENVIRONMENT,
        { object: 'Date', property: 'now', message: 'The core is given a clock.' },
      ],
    },
  },
  {
    files: ['local/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '/lib/', allowTypeImports: true, message: 'local/ takes only types from lib/.' }] },
      ],
    },
  },
  { files: ['local/**/*.ts', 'cli/**/*.ts', 'scripts/**/*.ts', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [] }] },
  },
)
