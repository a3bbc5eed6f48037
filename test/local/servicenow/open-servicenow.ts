// The stand-in for the tests of one file. It closes after them, even if one fails: an open server would keep the run
// from ending.
import { afterAll, beforeEach } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import { startServiceNow, type ServiceNow, type ServiceNowOptions } from '../../../local/servicenow/server.ts'
import { call, type Reply } from './table-client.ts'

export type OpenServiceNow = ServiceNow & {
  incidentsUrl: string
  journalUrl: string
  /** Where Elastic's application takes in incidents. */
  importUrl: string
  securityImportUrl: string
}

export async function openServiceNow(options: ServiceNowOptions = {}): Promise<OpenServiceNow> {
  const serviceNow = await startServiceNow(options)
  afterAll(() => serviceNow.close())
  const tables = `${serviceNow.url}/api/now/v2/table`
  const imports = `${serviceNow.url}/api/now/import`
  return {
    ...serviceNow,
    incidentsUrl: `${tables}/incident`,
    journalUrl: `${tables}/sys_journal_field`,
    importUrl: `${imports}/x_elas2_inc_int_elastic_incident`,
    securityImportUrl: `${imports}/x_elas2_sir_int_elastic_si_incident`,
  }
}

/** One that holds nothing before each test: no incident, no fault, no request. */
export async function openFreshServiceNow(options: ServiceNowOptions = {}): Promise<OpenServiceNow> {
  const serviceNow = await openServiceNow(options)
  beforeEach(() => {
    serviceNow.clear()
    serviceNow.clearFaults()
    serviceNow.clearRequests()
  })
  return serviceNow
}

/** Creates an incident with one work note. */
export const createIncident = ({ incidentsUrl }: OpenServiceNow): Promise<Reply> =>
  call(incidentsUrl, { method: 'POST', body: { short_description: 'Ransomware', work_notes: 'note' } })

/** How many journal entries each incident has. */
export const journalLengths = (serviceNow: ServiceNow): number[] =>
  serviceNow.incidents().map(({ journal }) => journal.length)

/** Fails after 5 s, so that a broken stand-in cannot keep its test waiting. */
export async function until(isTrue: () => boolean): Promise<void> {
  const giveUpMs = performance.now() + 5_000
  while (!isTrue()) {
    if (performance.now() > giveUpMs) throw new Error(`never true: ${isTrue.toString()}`)
    await sleep(2)
  }
}
