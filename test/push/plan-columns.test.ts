// Which columns a case fills by the rules of its connector: defaults, Kibana's words, security fields, who opened it.
import { expect, test } from '@jest/globals'
import { parseCase } from '../../lib/case/parse-case.ts'
import type { Connector } from '../../lib/connectors/connector.ts'
import { planIncident } from '../../lib/push/plan-incident.ts'
import { connectorAt } from '../support/connector.ts'
import { problemsIn, thrownBy } from '../support/thrown.ts'

const WITHOUT_ACCOUNT: Partial<Connector> = { login: { kind: 'api_key', apiKey: 'k' } }
const rules = (changes: Partial<Connector>) =>
  connectorAt('https://x.service-now.com', { ...WITHOUT_ACCOUNT, ...changes })
const flat = (params: object) =>
  parseCase({ params: { subAction: 'pushToService', subActionParams: { savedObjectId: 'c', title: 'T', ...params } } })
const nested = (incident: object) =>
  parseCase({
    params: { subAction: 'pushToService', subActionParams: { incident: { short_description: 'T', ...incident } } },
  })
const planned = (changes: Partial<Connector>, casePush = flat({})) => planIncident(casePush, rules(changes), 'c')
const textsOf = (fields: ReturnType<typeof planned>['fields']) =>
  Object.fromEntries(Object.entries(fields).map(([column, { text }]) => [column, text]))
const BASE = { correlation_display: 'Elastic Case', correlation_id: 'c', short_description: 'T' }

test('a default is set by a create alone, and only where the case says nothing', () => {
  const { creation, created, fields } = planned(
    { defaults: { assignment_group: 'SOC', urgency: '3' } },
    flat({ urgency: '1' }),
  )
  expect(creation).toEqual({ ...BASE, assignment_group: 'SOC', urgency: '1' })
  expect(Object.keys(created)).toEqual(['urgency', 'short_description'])
  expect(textsOf(fields)).toEqual({ short_description: 'T', urgency: '1' })
})

test.each<[string, Partial<Connector>, object]>([
  ['an incident by the account', { table: 'incident' }, { caller_id: 'svc', opened_by: 'svc' }],
  ['a security incident by the account', { table: 'sn_si_incident' }, { caller_id: 'svc', opened_by: 'svc' }],
  ['another record, which has no caller, by the account', { table: 'problem' }, { opened_by: 'svc' }],
  ['with a default as the default says', { defaults: { caller_id: 'x' } }, { caller_id: 'x', opened_by: 'svc' }],
])('Kibana opens %s', (_name, changes, opened) => {
  const { creation, fields } = planned({ login: { kind: 'basic', username: 'svc', password: 'p' }, ...changes })
  expect(creation).toEqual({ ...BASE, ...opened })
  expect(textsOf(fields)).toEqual({ short_description: 'T' })
})

test('a login without an account names nobody as caller', () => {
  expect(planned({}).creation).toEqual(BASE)
})

const VALUES = {
  severity: { high: { severity: '1', urgency: '1' }, low: { severity: '3' } },
  status: { open: { state: '1' }, closed: { state: '7', close_code: 'Duplicate', close_notes: 'x' } },
}

test.each([
  [{ severity: 'high' }, { severity: '1', urgency: '1' }],
  [
    { severity: 'low', urgency: '2' },
    { severity: '3', urgency: '2' },
  ],
  [
    { severity: 'high', urgency: '2' },
    { severity: '1', urgency: '2' },
  ],
  [{ severity: 'critical' }, {}],
  [{ severity: '2' }, { severity: '2' }],
  [{ status: 'open' }, { state: '1' }],
  [{ status: 'in-progress' }, {}],
])("Kibana's words have the values that the connector gives them: %j", (given, columns) => {
  expect(textsOf(planned({ valueMappings: VALUES }, flat(given)).fields)).toEqual({
    short_description: 'T',
    ...columns,
  })
})

test('a part with values of its own goes nowhere else', () => {
  const mapping = { severity: { target: 'u_severity', actionType: 'overwrite' } } as const
  const { fields } = planned({ valueMappings: { severity: VALUES.severity }, mapping }, flat({ severity: 'high' }))
  expect(textsOf(fields)).toEqual({ severity: '1', urgency: '1' })
})

test('what closes an incident is no part of its creation, and is known as such', () => {
  const { creation, created, fields, closingColumns } = planned({ valueMappings: VALUES }, flat({ status: 'closed' }))
  expect(creation).toEqual(BASE)
  expect(Object.keys(created)).toEqual(['short_description'])
  expect(textsOf(fields)).toMatchObject({ state: '7', close_code: 'Duplicate' })
  expect([...closingColumns]).toEqual(['state', 'close_code', 'close_notes'])
  expect(planned({ valueMappings: VALUES }, flat({ status: 'open' })).closingColumns.size).toBe(0)
})

const OBSERVED = { dest_ip: ['192.0.2.1', '192.0.2.2'], source_ip: '198.51.100.7', malware_hash: null, priority: '1' }

test('a security incident has its own fields, and lists become texts as Kibana makes them', () => {
  expect(textsOf(planned({ type: '.servicenow-sir', table: 'sn_si_incident' }, nested(OBSERVED)).fields)).toEqual({
    short_description: 'T',
    dest_ip: '192.0.2.1,192.0.2.2',
    source_ip: '198.51.100.7',
    malware_hash: '',
    priority: '1',
  })
})

test('a connector for incidents takes no field of a security incident, but as an additional one', () => {
  const refused = ['dest_ip', 'source_ip', 'malware_hash', 'priority']
  expect(problemsIn(thrownBy(() => planned({}, nested(OBSERVED)))).sort()).toEqual(
    refused
      .map(
        (name) =>
          `params.subActionParams.incident.${name} must not be given: ` +
          'only connectors of the type .servicenow-sir have it',
      )
      .sort(),
  )
  expect(textsOf(planned({}, nested({ additional_fields: { dest_ip: 'x' } })).fields)).toMatchObject({ dest_ip: 'x' })
})

test.each([
  [{ dest_ip: [7] }, ['params.subActionParams.incident.dest_ip.0 must be a string']],
  [{ malware_url: 7 }, ['params.subActionParams.incident.malware_url must be a string']],
  [
    { source_ip: Array.from({ length: 1_001 }, () => 'x') },
    ['params.subActionParams.incident.source_ip must hold at most 1000 values'],
  ],
])('the error of a malformed observable names its path: %#', (fields, expected) => {
  expect(problemsIn(thrownBy(() => nested(fields)))).toEqual(expected)
})

test('a connector may say which additional fields it takes', () => {
  const allowed = { allowedFields: new Set(['cmdb_ci']) }
  expect(textsOf(planned(allowed, nested({ additional_fields: { cmdb_ci: 'x' } })).fields)).toMatchObject({
    cmdb_ci: 'x',
  })
  expect(
    problemsIn(
      thrownBy(() => planned(allowed, nested({ category: 'y', additional_fields: { cmdb_ci: 'x', u_a: 'canary' } }))),
    ),
  ).toEqual(['params.subActionParams.incident.additional_fields.u_a must be a column that the connector allows'])
})
