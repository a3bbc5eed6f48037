// `npm run api-key`: creates, revokes and lists the API keys of a stage.
import type { parseArgs } from 'node:util'
import type { ApiKeys } from '../lib/api-keys.ts'
import { runCommand, UsageError } from '../scripts/command-line.ts'
import { describeKeys, parseKeys, withNewKey, withoutKey, type NewKey } from './api-key-set.ts'
import { keyFile, keySecret, type KeyStore } from './api-key-store.ts'

const USAGE = `Usage: npm run api-key -- create <id> --connectors <ids> [--expires <time>] [--stage <stage>] [--apply]
       npm run api-key -- revoke <id> [--stage <stage>] [--apply]
       npm run api-key -- list [--stage <stage>]

create makes a random key of 256 bits and shows it once: only its SHA-256 is stored.
revoke removes a key. A deployed stage may still accept it for up to six minutes.

  --connectors a,b   the connectors that the key may use; '*' for all
  --expires <time>   ISO 8601, such as 2027-01-31T00:00:00Z; without it the key never expires
  --stage <stage>    local, the default, is the file .local/api-keys.json; any other stage is
                     the secret case-push/<stage>/api-keys, with your AWS credentials
  --apply            store the new value; without it the command only prints it (stage local
                     always stores it)
  --region <region>  the secret's region, if it is not that of your AWS configuration
  --file <path>      another file for stage local
  --help             show this text

Example: npm run api-key -- create soc --connectors my-servicenow --stage prod --apply`

const OPTIONS = {
  connectors: { type: 'string' },
  expires: { type: 'string' },
  stage: { type: 'string', default: 'local' },
  apply: { type: 'boolean', default: false },
  region: { type: 'string' },
  file: { type: 'string' },
} as const

/** How long a revoked key still works: the authorizer keeps its keys for a minute, and API Gateway its decisions. */
const LOCAL_GRACE = 'A stack that runs may accept the key for another minute.'
const DEPLOYED_GRACE =
  'The stage may accept the key for another six minutes: a minute, and its apiKeyCacheSeconds (300 unless set).'

process.exitCode = await runCommand({
  script: 'api-key',
  usage: USAGE,
  options: OPTIONS,
  allowPositionals: true,
  prepare:
    (flags, [command = '', ...ids]) =>
    async () => {
      await run(command, ids, flags)
      return 0
    },
})

type Flags = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

async function run(command: string, ids: string[], flags: Flags): Promise<void> {
  const isLocal = flags.stage === 'local'
  const store = isLocal ? keyFile(flags.file) : await keySecret(flags.stage, flags.region)
  const isApplied = flags.apply || isLocal
  switch (command) {
    case 'list':
      console.log(describeKeys(parseKeys(await store.read()), Date.now()))
      return
    case 'create':
      await create(store, { id: onlyOne(ids), connectors: listOf(flags.connectors), expires: flags.expires }, isApplied)
      return
    case 'revoke':
      await save(store, withoutKey(parseKeys(await store.read()), onlyOne(ids)), isApplied)
      if (isApplied) console.log(isLocal ? LOCAL_GRACE : DEPLOYED_GRACE)
      return
    default:
      throw new UsageError(
        `${command === '' ? '' : `unknown command "${command}": `}the commands are create, revoke and list`,
      )
  }
}

async function create(store: KeyStore, key: NewKey, isApplied: boolean): Promise<void> {
  const { keys, header } = withNewKey(parseKeys(await store.read()), key, Date.now())
  await save(store, keys, isApplied)
  console.log(`Key "${key.id}", shown only now:\n\n  Authorization: ${header}\n`)
}

function onlyOne(ids: string[]): string {
  const [id, ...more] = ids
  if (id === undefined || more.length > 0) throw new UsageError('give exactly one key id')
  return id
}

/** The ids in a text such as `a, b`. */
function listOf(connectors = ''): string[] {
  return connectors
    .split(',')
    .map((connector) => connector.trim())
    .filter((connector) => connector !== '')
}

async function save(store: KeyStore, keys: ApiKeys, isApplied: boolean): Promise<void> {
  const lines = Object.entries(keys).map(([id, key]) => `  ${JSON.stringify(id)}: ${JSON.stringify(key)}`)
  const text = lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`
  if (isApplied) await store.write(text)
  console.log(
    isApplied
      ? `Stored in ${store.name}.`
      : `This would be the new value of ${store.name}. Without --apply, nothing is stored:\n\n${text}`,
  )
}
