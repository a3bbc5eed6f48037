// The keys of a connector that say which table and columns it writes, and how.
import { expect, test } from '@jest/globals'
import { parseConnector } from '../../lib/connectors/connector-schema.ts'
import { problemsIn, thrownBy } from '../support/thrown.ts'

type Keys = Record<string, unknown>
const parse = (config: Keys, actionTypeId = '.servicenow') => {
  const stored = { name: 'SN', actionTypeId, secrets: { username: 'u', password: 'p' } }
  const apiUrl = 'https://dev1.service-now.com'
  return parseConnector('sn', JSON.stringify({ ...stored, config: { apiUrl, ...config } }), ['*.service-now.com'])
}
const problems = (config: Keys) => problemsIn(thrownBy(() => parse(config)))
const mapped = (source: string, target: string, actionType = 'overwrite') => ({
  incidentConfiguration: { mapping: [{ source, target, actionType }] },
})

test.each([
  ['.servicenow', {}, 'incident', '7'],
  ['.servicenow-sir', {}, 'sn_si_incident', undefined],
  ['.servicenow', { table: 'change_request' }, 'change_request', undefined],
  ['.servicenow', { table: 'x_acme_soc_case', closeState: '3' }, 'x_acme_soc_case', '3'],
])('a connector of type %s with %j writes to %s, and closes with state %s', (type, config, table, state) => {
  expect(parse(config, type)).toMatchObject({ type, table, closing: { state } })
})

test.each([
  [
    'a single value goes into the column of the part',
    { severityMapping: { high: '2' } },
    { severity: { high: { severity: '2' } } },
  ],
  ['a number is a value', { severityMapping: { high: 2 } }, { severity: { high: { severity: '2' } } }],
  [
    'a single value goes into the column that the mapping names',
    { ...mapped('severity', 'urgency'), severityMapping: { high: '1' } },
    { severity: { high: { urgency: '1' } } },
  ],
  [
    'values by column go where they say',
    { ...mapped('severity', 'urgency'), severityMapping: { critical: { impact: '1', urgency: '1' } } },
    { severity: { critical: { impact: '1', urgency: '1' } } },
  ],
  [
    'the status of a case sets the state',
    {
      statusMapping: { open: '1', 'in-progress': 2, closed: { state: '6', close_code: 'Duplicate', close_notes: 'x' } },
    },
    {
      status: {
        open: { state: '1' },
        'in-progress': { state: '2' },
        closed: { state: '6', close_code: 'Duplicate', close_notes: 'x' },
      },
    },
  ],
  [
    'a status that closes an incident brings the code and notes of closing along',
    { statusMapping: { closed: '7' }, closeCode: 'Duplicate' },
    { status: { closed: { state: '7', close_code: 'Duplicate', close_notes: 'Closed by Caller' } } },
  ],
  [
    'the states of other tables are their own',
    { table: 'problem', statusMapping: { closed: '7' } },
    { status: { closed: { state: '7' } } },
  ],
])('%s', (_name, config, valueMappings) => {
  expect(parse(config).valueMappings).toEqual(valueMappings)
})

test('columns, modes and words for closing are kept as they were stored', () => {
  const config = {
    defaults: { assignment_group: 'SOC', u_priority: 2, u_vip: true },
    allowedFields: ['cmdb_ci', 'assignment_group'],
    comments: 'merged',
    whenClosed: 'create',
    closeCode: 'Resolved by caller',
    closeNotes: 'Closed in Kibana',
  }
  expect(parse(config)).toMatchObject({
    defaults: { assignment_group: 'SOC', u_priority: '2', u_vip: 'true' },
    allowedFields: new Set(['cmdb_ci', 'assignment_group']),
    comments: 'merged',
    whenClosed: 'create',
    closing: { code: 'Resolved by caller', notes: 'Closed in Kibana' },
  })
})

const NOT_WRITABLE = 'must be a column that a connector may write'

test.each<[Keys, string[]]>([
  [{ table: 'Incident' }, ['config.table must be the name of a table']],
  [{ table: 'incident?sysparm_x' }, ['config.table must be the name of a table']],
  [{ table: 'sys_user' }, ['config.table must be a table that extends task']],
  [{ defaults: { sys_id: 'x' } }, [`config.defaults.sys_id ${NOT_WRITABLE}`]],
  [{ defaults: { work_notes: 'x' } }, [`config.defaults.work_notes ${NOT_WRITABLE}`]],
  [{ defaults: { correlation_id: 'x' } }, [`config.defaults.correlation_id ${NOT_WRITABLE}`]],
  [{ defaults: { caller_id: null } }, ['config.defaults.caller_id must be a string, number or boolean']],
  [{ defaults: [] }, ['config.defaults must be an object']],
  [
    { defaults: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`u_${String(at)}`, ''])) },
    ['config.defaults must hold at most 50 columns'],
  ],
  [{ allowedFields: 'cmdb_ci' }, ['config.allowedFields must be an array']],
  [{ allowedFields: ['description'] }, ['config.allowedFields.0 must not be a column that the push itself writes']],
  [{ severityMapping: { urgent: '1' } }, ['config.severityMapping.urgent is not a known key']],
  [{ severityMapping: { high: { sys_id: '1' } } }, [`config.severityMapping.high.sys_id ${NOT_WRITABLE}`]],
  [{ severityMapping: { high: null } }, ['config.severityMapping.high must be a string, number or boolean']],
  [{ statusMapping: { closed: { work_notes: 'x' } } }, [`config.statusMapping.closed.work_notes ${NOT_WRITABLE}`]],
  [
    { ...mapped('title', 'u_title'), statusMapping: { closed: { u_title: 'x' } } },
    ['config.statusMapping must not set a column that the mapping gives to another part'],
  ],
  [
    {
      incidentConfiguration: { mapping: [{ source: 'comments', target: 'u_n', actionType: 'append' }] },
      defaults: { u_n: 'x' },
    },
    ['config.defaults must not set the column that takes the comments'],
  ],
  [{ comments: 'all' }, ['config.comments must be separate or merged']],
  [{ whenClosed: 'reopen' }, ['config.whenClosed must be update or create']],
  [{ closeCode: '' }, ['config.closeCode must not be empty']],
  [{ closeNotes: 'x'.repeat(4_001) }, ['config.closeNotes must have at most 4000 characters']],
])('a connector is refused by the path of what is wrong: %j', (config, expected) => {
  expect(problems(config)).toEqual(expected)
})
