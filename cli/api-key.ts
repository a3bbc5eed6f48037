// `npm run api-key`: mints, revokes and lists the API keys of a stage.
import { parseArgs } from 'node:util'
import type { ApiKeys } from '../lib/api-keys.ts'
import { describeKeys, parseKeys, withNewKey, withoutKey } from './api-key-set.ts'
import { keyFile, keySecret, type KeyStore } from './api-key-store.ts'

const USAGE = `Usage: npm run api-key -- create <id> --connectors <ids> [--expires <time>] [--stage <stage>] [--apply]
       npm run api-key -- revoke <id> [--stage <stage>] [--apply]
       npm run api-key -- list [--stage <stage>]

create mints a random key of 256 bits and shows it this once: only its SHA-256 is stored.
revoke takes a key out; a deployed stage may accept it for six minutes more.

  --connectors a,b   the connectors that the key reaches; '*' for all
  --expires <time>   ISO 8601, such as 2027-01-31T00:00:00Z; without it the key never expires
  --stage <stage>    local, the default, is the file local/api-keys.json; any other one is the
                     secret case-push/<stage>/api-keys, read with the AWS credentials at hand
  --apply            store the new value; without it another stage's is only printed
  --region <region>  of the secret, if not the one of the AWS configuration
  --file <path>      another file for stage local
  --help             show this text`

const OPTIONS = {
  connectors: { type: 'string' },
  expires: { type: 'string' },
  stage: { type: 'string', default: 'local' },
  apply: { type: 'boolean', default: false },
  region: { type: 'string' },
  file: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

process.exitCode = await main()

async function main(): Promise<number> {
  try {
    const { values: flags, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true })
    const [command = '', ...ids] = positionals
    if (flags.help) console.log(USAGE)
    else await run(command, ids, flags)
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    console.error('`npm run api-key -- --help` shows the usage.')
    return 1
  }
}

type Flags = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

async function run(command: string, ids: string[], flags: Flags): Promise<void> {
  const store = flags.stage === 'local' ? keyFile(flags.file) : keySecret(flags.stage, flags.region)
  const isApplied = flags.apply || flags.stage === 'local'
  switch (command) {
    case 'list':
      console.log(describeKeys(parseKeys(await store.read()), Date.now()))
      return
    case 'create': {
      const id = onlyOne(ids)
      const connectors = (flags.connectors ?? '')
        .split(',')
        .map((connector) => connector.trim())
        .filter((connector) => connector !== '')
      const { keys, header } = withNewKey(
        parseKeys(await store.read()),
        { id, connectors, expires: flags.expires },
        Date.now(),
      )
      await keep(store, keys, isApplied)
      console.log(`Key "${id}", shown this once:\n\n  Authorization: ${header}\n`)
      return
    }
    case 'revoke':
      await keep(store, withoutKey(parseKeys(await store.read()), onlyOne(ids)), isApplied)
      return
    default:
      throw new Error(
        command === '' ? 'say create, revoke or list' : `there is no command "${command}": say create, revoke or list`,
      )
  }
}

function onlyOne(ids: string[]): string {
  const [id, ...more] = ids
  if (id === undefined || more.length > 0) throw new Error('name one key id')
  return id
}

async function keep(store: KeyStore, keys: ApiKeys, isApplied: boolean): Promise<void> {
  const lines = Object.entries(keys).map(([id, key]) => `  ${JSON.stringify(id)}: ${JSON.stringify(key)}`)
  const text = lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`
  if (isApplied) await store.write(text)
  console.log(
    isApplied
      ? `Stored in ${store.name}.`
      : `The new value of ${store.name}; nothing is stored without --apply:\n\n${text}`,
  )
}
