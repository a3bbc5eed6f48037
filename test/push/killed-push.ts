// A push in a process of its own that kills itself with SIGKILL before or after its n-th step. Steps are the calls of
// the ledger and of ServiceNow. Arguments: URLs of ServiceNow and DynamoDB, `before` or `after`, n, the params' JSON.
import { flushCompileCache } from 'node:module'
import type { Incidents, Ledger } from '../../lib/push/ports.ts'
import { ledgerAt, push, type Params } from './harness.ts'

const [servicenow = '', dynamoDB = '', when = '', at = '', params = ''] = process.argv.slice(2)
let step = 0
flushCompileCache() // a killed process leaves none behind

async function stepped<T>(call: () => Promise<T>): Promise<T> {
  step += 1
  const isFatal = step === Number(at)
  if (isFatal && when === 'before') process.kill(process.pid, 'SIGKILL')
  const result = await call()
  if (isFatal) process.kill(process.pid, 'SIGKILL')
  return result
}

const ledger = ledgerAt(dynamoDB)
const steppedLedger: Ledger = {
  acquire: (key, claim) => stepped(() => ledger.acquire(key, claim)),
  release: (key, owner, record, now) => stepped(() => ledger.release(key, owner, record, now)),
  claim: (incident, key, now) => stepped(() => ledger.claim(incident, key, now)),
  claimedBy: (incident) => stepped(() => ledger.claimedBy(incident)),
  recordOf: (key) => ledger.recordOf(key),
}
const wrap = (incidents: Incidents): Incidents => ({
  ...incidents,
  create: (columns, budget) => stepped(() => incidents.create(columns, budget)),
  update: (id, columns, budget) => stepped(() => incidents.update(id, columns, budget)),
})

await push({ servicenow: { url: servicenow }, ledger: steppedLedger, ahead: 0, wrap }, JSON.parse(params) as Params)
