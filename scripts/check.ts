// `npm test`: runs the type check, the rules, the format and every test side by side.
import runAll from 'npm-run-all2'
import { runCommand } from './command-line.ts'

const SCRIPTS = ['typecheck', 'lint', 'format:check', 'test:jest']

const USAGE = `Usage: npm test

Runs the type check, lint, the format check and every test side by side, each line with the name of its script:
${SCRIPTS.map((name) => `npm run ${name}`).join(', ')}. One to two minutes. Exit code 1 where one of
them fails, which stops the others.

  --help  show this text

Example: npm test
For some of the tests: npm run test:jest -- test/push/faults -t 'the create survives'`

process.exitCode = await runCommand({
  script: 'test',
  usage: USAGE,
  options: {},
  allowPositionals: true,
  prepare: (_values, [path]) => {
    if (path !== undefined)
      throw new Error(`npm test runs everything; \`npm run test:jest -- ${path}\` runs the test files of that path.`)
    return check
  },
})

async function check(): Promise<number> {
  const { stdin, stdout, stderr } = process
  for (const stream of [stdin, stdout, stderr]) stream.setMaxListeners(0) // each script adds several
  await runAll(SCRIPTS, { parallel: true, printLabel: true, stdin, stdout, stderr })
  return 0
}
