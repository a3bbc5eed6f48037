// `npm run connector`: checks the file of a connector, stores it as the secret of a stage, and tests what is stored.
import { basename } from 'node:path'
import type { parseArgs } from 'node:util'
import * as v from 'valibot'
import { systemClock } from '../lib/clock.ts'
import { createConnectorCache } from '../lib/connectors/connector-cache.ts'
import { PushError } from '../lib/errors.ts'
import { wordedChecks } from '../lib/responses/check-words.ts'
import { messageOf } from '../lib/responses/response-body.ts'
import { ConnectorId } from '../lib/schema/identifiers.ts'
import { testBudget, testConnector } from '../lib/servicenow/connector-test.ts'
import { runCommand, UsageError } from '../scripts/command-line.ts'
import { describeConnector, malformedError, parsedConnector, parsedHosts, readText } from './connector-file.ts'
import { prefixOf, refusedTo, secretNameOf, secretsOf, storeSecret } from './connector-store.ts'

const USAGE = `Usage: npm run connector -- check <file> [--stage <stage>]
       npm run connector -- put <file> --stage <stage> [--id <id>]
       npm run connector -- test <id> --stage <stage>

check says what is wrong with the JSON file of a connector, or what case-push makes of it.
put checks the file and stores it as the secret case-push/<stage>/connectors/<id>, with your AWS
credentials. A deployed stage uses it within five minutes.
test reads the secret, logs in to ServiceNow from here and says what is missing. It writes nothing.
Each command fails with exit code 1 when something is wrong.

  --stage <stage>          whose secret; local is the stack that runs on this machine (npm start)
  --id <id>                the connector's id, if it is not the file's name without .json
  --allowed-hosts <hosts>  the stage's allowedHosts, if they are not the default: *.service-now.com, and
                           http://127.0.0.1 on stage local
  --region <region>        the secret's region, if it is not that of your AWS configuration
  --help                   show this text

Example: npm run connector -- put basic.json --id my-servicenow --stage prod`

const OPTIONS = {
  stage: { type: 'string' },
  id: { type: 'string' },
  'allowed-hosts': { type: 'string' },
  region: { type: 'string' },
} as const

/** How long a test may take. */
const TEST_MS = 28_000

process.exitCode = await runCommand({
  script: 'connector',
  usage: USAGE,
  options: OPTIONS,
  allowPositionals: true,
  prepare:
    (flags, [command = '', ...names]) =>
    () =>
      run(command, names, flags),
})

type Flags = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

async function run(command: string, names: string[], flags: Flags): Promise<number> {
  const hosts = flags['allowed-hosts'] ?? (flags.stage === 'local' ? 'http://127.0.0.1' : '*.service-now.com')
  const allowedHosts = parsedHosts(hosts)
  switch (command) {
    case 'check':
      await check(onlyOne(names, 'file'), flags, allowedHosts)
      return 0
    case 'put':
      await put(onlyOne(names, 'file'), flags, allowedHosts)
      return 0
    case 'test':
      return test(idIn(onlyOne(names, 'connector id')), flags, allowedHosts)
    default:
      throw new UsageError(
        `${command === '' ? '' : `unknown command "${command}": `}the commands are check, put and test`,
      )
  }
}

/** Returns the connector's id and the file's text. */
async function check(
  file: string,
  { id: given }: Flags,
  allowedHosts: string[],
): Promise<{ id: string; text: string }> {
  const id = idIn(given ?? basename(file, '.json'))
  const text = await readText(file)
  console.log(describeConnector(parsedConnector(id, text, allowedHosts, file)))
  return { id, text }
}

async function put(file: string, flags: Flags, allowedHosts: string[]): Promise<void> {
  const stage = stageIn(flags)
  const { id, text } = await check(file, flags, allowedHosts)
  const name = secretNameOf(stage, id)
  await storeSecret(await secretsOf(stage, flags.region), name, text)
  console.log(`Stored in the secret ${name}.`)
}

async function test(id: string, flags: Flags, allowedHosts: string[]): Promise<number> {
  const stage = stageIn(flags)
  const secrets = await secretsOf(stage, flags.region)
  const cache = createConnectorCache(secrets, prefixOf(stage), allowedHosts, systemClock)
  const budget = testBudget(systemClock.now() + TEST_MS)
  const found = await testConnector(cache, id, budget, systemClock).catch((error: unknown) => {
    throw readError(error, secretNameOf(stage, id))
  })
  const { status, checks } = wordedChecks(found, id)
  for (const { name, status: outcome, message } of checks)
    console.log(`${outcome.padEnd(8)} ${name.padEnd(15)} ${message}`)
  return status === 'ok' ? 0 : 1
}

function readError(error: unknown, name: string): unknown {
  if (!(error instanceof PushError)) return error
  if (error.code === 'unknown_connector') return new Error(`there is no secret ${name}`)
  if (error.reason === 'connector') return malformedError(error, `the secret ${name}`)
  if (error.reason === 'no_stack') return new Error(messageOf(error, ''))
  return refusedTo('read', 'GetSecretValue', name, error.cause)
}

function onlyOne([name, ...more]: string[], what: string): string {
  if (name === undefined || more.length > 0) throw new UsageError(`give exactly one ${what}`)
  return name
}

function idIn(id: string): string {
  if (!v.is(ConnectorId, id)) throw new UsageError('the id must be 1 to 64 letters, digits, "_", "." or "-"')
  return id
}

/** As the Serverless Framework takes it. */
function stageIn({ stage = '' }: Flags): string {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(stage))
    throw new UsageError('--stage needs the name of a stage, such as prod or local')
  return stage
}
