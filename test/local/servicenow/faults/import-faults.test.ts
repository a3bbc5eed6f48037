// What faults do to imports: error rows, no rows, and the faults of any other write.
import { beforeEach, expect, test } from '@jest/globals'
import { openFreshServiceNow } from '../open-servicenow.ts'
import { call, importedRows, type Reply } from '../table-client.ts'
import type { Fault } from '../../../../local/servicenow/server.ts'

const serviceNow = await openFreshServiceNow()
const { incidentsUrl, importUrl, securityImportUrl } = serviceNow

beforeEach(() => {
  serviceNow.setProperties({ elasticApplication: true })
})

const importOne = (to = importUrl): Promise<Reply> =>
  call(to, { method: 'POST', body: { u_short_description: 'a', u_work_notes: 'note' } })

const stored = (): number[] => serviceNow.incidents().map(({ journal }) => journal.length)

test.each<[Fault, object[], number[]]>([
  [{ kind: 'import-error' }, [{ status: 'error', status_message: 'failure' }], []],
  [{ kind: 'import-error', commit: true }, [{ status: 'error', status_message: 'failure' }], [1]],
  [{ kind: 'import-empty' }, [], []],
  [{ kind: 'import-empty', commit: true }, [], [1]],
])('%j answers 201 with the rows %j; journal entries of each incident then: %j', async (fault, rows, entries) => {
  serviceNow.addFault({ fault })
  const reply = await importOne()
  expect([reply.status, reply.json, stored()]).toMatchObject([
    201,
    { staging_table: 'x_elas2_inc_int_elastic_incident', result: rows },
    entries,
  ])
  expect(importedRows(reply)).toHaveLength(rows.length)
  expect(serviceNow.requests()).toMatchObject([{ fault: fault.kind }])
})

test('a fault of imports waits for one, past the requests of other APIs', async () => {
  serviceNow.addFault({ fault: { kind: 'import-empty' } })
  expect((await call(incidentsUrl, { method: 'POST', body: {} })).status).toBe(201)
  expect(importedRows(await importOne())).toEqual([])
})

test.each<[Fault, number, RegExp]>([
  [{ kind: 'no-result' }, 201, /^\{\}$/],
  [{ kind: 'broken-json' }, 201, /^\{"import_set":"ISET\d+","staging_table"/],
  [{ kind: 'result-and-error' }, 201, /"error":\{"message":"Transaction cancelled/],
  [{ kind: 'status', status: 500 }, 500, /Transaction cancelled/],
])('%j strikes an import as it strikes a create', async (fault, status, text) => {
  serviceNow.addFault({ on: { method: 'POST', path: '/import/' }, fault })
  const reply = await importOne()
  expect([reply.status, reply.text, stored()]).toEqual([status, expect.stringMatching(text), []])
})

test('an import whose connection is reset may have been carried out; its columns can be dropped', async () => {
  serviceNow.addFault({ on: { field: 'u_work_notes' }, fault: { kind: 'reset', commit: true } })
  await expect(importOne()).rejects.toThrow()
  serviceNow.addFault({ fault: { kind: 'drop', columns: ['work_notes'] } })
  await importOne()
  expect(stored()).toEqual([1, 0])
})

test('an answer that only looks right names a record of the right table', async () => {
  const answerWithoutWrite = async (ask: () => Promise<Reply>): Promise<unknown> => {
    serviceNow.addFault({ fault: { kind: 'result-and-error', rows: 1 } })
    return (await ask()).json
  }
  expect(await answerWithoutWrite(() => importOne(securityImportUrl))).toMatchObject({
    result: [{ table: 'sn_si_incident', display_value: 'SIR0000000', status: 'inserted' }],
  })
  const problemsUrl = incidentsUrl.replace(/incident$/, 'problem')
  expect(await answerWithoutWrite(() => call(problemsUrl, { method: 'POST', body: {} }))).toMatchObject({
    result: { number: 'PRB0000000' },
  })
  expect([stored(), serviceNow.records('problem'), serviceNow.records('sn_si_incident')]).toEqual([[], [], []])
})
