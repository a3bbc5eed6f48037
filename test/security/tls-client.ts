// A process that calls one https URL as the ServiceNow client does and prints the error it gets.
import { PushError } from '../../lib/errors.ts'
import { exchange } from '../../lib/servicenow/exchange.ts'

const [, , url = ''] = process.argv
const now = Date.now()
const budget = { startByMs: now + 5_000, untilMs: now + 5_000, limitMs: 5_000 }
const request = { method: 'POST', url: new URL(url), headers: { authorization: 'Basic secret' }, body: '{}' }
const outcome = await exchange(request, budget, { now: () => Date.now() }).catch((error: unknown) => error)
process.stdout.write(
  JSON.stringify(
    outcome instanceof PushError ? { code: outcome.code, effect: outcome.effect, cause: outcome.cause } : 'answered',
  ),
)
process.exit()
