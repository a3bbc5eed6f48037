// Parsing what an operator stores: Elastic's create-connector body, and where it may point.
import { expect, test } from '@jest/globals'
import { parseConnector } from '../../lib/connectors/connector-schema.ts'
import { problemsIn, thrownBy } from '../support/thrown.ts'

const HOSTS = ['*.service-now.com', 'tickets.example.org', 'http://127.0.0.1']
const CONFIG = { apiUrl: 'https://dev1.service-now.com' }
const SECRETS = { username: 'case-push', password: 'hunter2-canary' }
const stored = (changes: object = {}) =>
  JSON.stringify({ name: 'SN', actionTypeId: '.servicenow', config: CONFIG, secrets: SECRETS, ...changes })
const refusal = (changes: object) => problemsIn(thrownBy(() => parseConnector('sn', stored(changes), HOSTS)))
const mapped = (...mapping: object[]) => ({ config: { ...CONFIG, incidentConfiguration: { mapping } } })
const TITLE = { source: 'title', target: 'short_description', actionType: 'overwrite' }
const COMMENTS = { source: 'comments', target: 'comments', actionType: 'append' }

test('the documented connector is understood, with whatever Kibana shows beside it', () => {
  const documented = { ...mapped(TITLE, COMMENTS), id: 'x', isPreconfigured: false }
  expect(parseConnector('sn', stored(documented), HOSTS)).toEqual({
    id: 'sn',
    name: 'SN',
    apiUrl: 'https://dev1.service-now.com',
    mapping: {
      title: { target: 'short_description', actionType: 'overwrite' },
      comments: { target: 'comments', actionType: 'append' },
    },
    type: '.servicenow',
    table: 'incident',
    usesTableApi: true,
    login: { kind: 'basic', username: 'case-push', password: 'hunter2-canary' },
    valueMappings: {},
    defaults: {},
    allowedFields: undefined,
    comments: 'separate',
    whenClosed: 'update',
    closing: { state: '7', code: 'Closed/Resolved by Caller', notes: 'Closed by Caller' },
  })
})

test('a connector of 7.7 has its mapping under the name of that time', () => {
  const { config } = mapped(TITLE)
  const { incidentConfiguration, ...rest } = config
  expect(
    parseConnector('sn', stored({ config: { ...rest, casesConfiguration: incidentConfiguration } }), HOSTS),
  ).toEqual(parseConnector('sn', stored({ config }), HOSTS))
  expect(refusal({ config: { ...config, casesConfiguration: incidentConfiguration } })).toEqual([
    'config.casesConfiguration must not stand beside incidentConfiguration',
  ])
})

test('a key that no era of Kibana writes is named, wherever it stands', () => {
  expect(
    refusal({ nmae: 'x', config: { ...CONFIG, usesTableAPI: true }, secrets: { ...SECRETS, pasword: 'y' } }),
  ).toEqual(['config.usesTableAPI is not a known key', 'secrets.pasword is not a known key', 'nmae is not a known key'])
})

test('a connector of 8.x whose OAuth fields are null uses basic authentication', () => {
  const config = {
    ...CONFIG,
    incidentConfiguration: null,
    isCaseOwned: true,
    usesTableApi: true,
    isOAuth: false,
    clientId: null,
    jwtKeyId: null,
    userIdentifierValue: null,
  }
  const secrets = { ...SECRETS, clientSecret: null, privateKey: null, privateKeyPassword: null }
  expect(parseConnector('sn', stored({ config, secrets }), HOSTS).mapping).toBeUndefined()
})

const ANSWER_OF_9 = {
  id: '61787f53-4eee-4741-8df6-8fe84fa616f7',
  actionTypeId: undefined,
  connector_type_id: '.servicenow',
  is_preconfigured: false,
  is_deprecated: true,
  is_missing_secrets: false,
  is_system_action: false,
  is_connector_type_deprecated: false,
  referenced_by_count: 2,
  config: { ...CONFIG, usesTableApi: true, isOAuth: false, clientId: null, jwtKeyId: null, userIdentifierValue: null },
}

test.each([
  ['the create body of 7.13 on', { actionTypeId: undefined, connector_type_id: '.servicenow' }],
  ['what Kibana 9 shows of it', ANSWER_OF_9],
  ['a body that names its type in both ways', { connector_type_id: '.servicenow' }],
])('a connector is the same whatever era wrote it: %s', (_, changes) => {
  expect(parseConnector('sn', stored(changes), HOSTS)).toEqual(parseConnector('sn', stored(), HOSTS))
})

test('a URL loses its trailing slash, so that links have no double one', () => {
  expect(parseConnector('sn', stored({ config: { apiUrl: 'https://dev1.service-now.com/' } }), HOSTS).apiUrl).toBe(
    'https://dev1.service-now.com',
  )
})

test.each([
  [{ name: '' }, ['name must not be empty']],
  [{ name: undefined }, ['name is required']],
  [{ actionTypeId: '.jira' }, ['actionTypeId must be ".servicenow" or ".servicenow-sir"']],
  [{ actionTypeId: null }, ['actionTypeId must be ".servicenow" or ".servicenow-sir"']],
  [
    { actionTypeId: undefined, name: 7 },
    ['name must be a string', 'actionTypeId is required, or connector_type_id in its place'],
  ],
  [{ connector_type_id: '.servicenow-itom' }, ['connector_type_id must be ".servicenow" or ".servicenow-sir"']],
  [
    { actionTypeId: '.jira', connector_type_id: '.servicenow' },
    ['actionTypeId must be ".servicenow" or ".servicenow-sir"'],
  ],
  [
    { actionTypeId: undefined, connector_type_id: null, name: undefined },
    ['name is required', 'connector_type_id must be ".servicenow" or ".servicenow-sir"'],
  ],
  [{ config: {} }, ['config.apiUrl is required']],
  [
    { config: { ...CONFIG, usesTableApi: false, table: 'problem' } },
    ['config.table must not be given where usesTableApi is false'],
  ],
  [{ config: { ...CONFIG, isCaseOwned: 'yes' } }, ['config.isCaseOwned must be a boolean']],
  [{ config: { ...CONFIG, apiURL: 'x' } }, ['config.apiURL is not a known key']],
  [
    { secrets: { username: 'a:b', password: 7 } },
    ['secrets.username must not hold ":" or control characters', 'secrets.password must be a string'],
  ],
  [
    { secrets: { username: '', password: '' } },
    ['secrets.username must not be empty', 'secrets.password must not be empty'],
  ],
  [mapped(), ['config.incidentConfiguration.mapping must not be empty']],
  [
    mapped(TITLE, { ...TITLE, target: 'description' }),
    ['config.incidentConfiguration.mapping.1.source must name each source once'],
  ],
  [
    mapped(TITLE, { ...COMMENTS, target: 'short_description' }),
    [
      'config.incidentConfiguration.mapping.1.target must name each target once',
      'config.incidentConfiguration.mapping.1.target must be a journal column',
    ],
  ],
  [
    mapped({ ...TITLE, target: 'work_notes' }),
    ['config.incidentConfiguration.mapping.0.target must not be a journal column'],
  ],
  [
    mapped(TITLE, { ...TITLE, source: 'description', target: 'comments', actionType: 'append' }),
    ['config.incidentConfiguration.mapping.1.target must not be a journal column'],
  ],
  [
    mapped({ ...TITLE, source: 'description' }, TITLE),
    ['config.incidentConfiguration.mapping.1.target must name each target once'],
  ],
  [
    mapped(TITLE, { ...COMMENTS, target: 'close_notes' }),
    ['config.incidentConfiguration.mapping.1.target must be a journal column'],
  ],
  [
    mapped({ ...TITLE, source: 'assignees' }),
    [
      'config.incidentConfiguration.mapping.0.source ' +
        'must be title, description, comments, tags, status or severity',
    ],
  ],
  ...['tags', 'status', 'severity'].flatMap((source): [object, string[]][] => [
    [
      mapped({ ...TITLE, source, target: 'work_notes' }),
      ['config.incidentConfiguration.mapping.0.target must not be a journal column'],
    ],
    [mapped(TITLE, { ...TITLE, source }), ['config.incidentConfiguration.mapping.1.target must name each target once']],
    [
      mapped({ ...TITLE, source, target: 'u_x' }, { ...TITLE, source, target: 'u_y' }),
      ['config.incidentConfiguration.mapping.1.source must name each source once'],
    ],
    [
      mapped({ ...TITLE, source, target: 'sys_tags' }),
      ['config.incidentConfiguration.mapping.0.target must be a column that a mapping may write'],
    ],
  ]),
  [
    mapped({ ...TITLE, actionType: 'replace' }),
    ['config.incidentConfiguration.mapping.0.actionType must be overwrite, append or nothing'],
  ],
  [
    mapped({ ...TITLE, target: 'sys_id' }),
    ['config.incidentConfiguration.mapping.0.target must be a column that a mapping may write'],
  ],
  [mapped({ ...TITLE, target: 'a^b' }), ['config.incidentConfiguration.mapping.0.target must be the name of a column']],
])('the error of a malformed secret names its paths: %j', (changes, problems) => {
  expect(refusal(changes)).toEqual(problems)
})

test.each([
  ['a text that goes nowhere may name any column', { ...TITLE, target: 'work_notes', actionType: 'nothing' }],
  ['comments may go to customers', { ...COMMENTS, target: 'comments' }],
  ['comments may go to a journal of the instance', { ...COMMENTS, target: 'u_soc_notes' }],
  ['a title may go to any column that is no journal', { ...TITLE, target: 'u_title' }],
  ['tags may have a column', { ...TITLE, source: 'tags', target: 'u_tags' }],
  ['the status of a case may have a column', { ...TITLE, source: 'status', target: 'u_status', actionType: 'append' }],
  [
    "the case's severity may have ServiceNow's column of that name",
    { ...TITLE, source: 'severity', target: 'severity' },
  ],
])('%s', (_name, entry) => {
  expect(parseConnector('sn', stored(mapped(entry)), HOSTS).mapping).toHaveProperty(entry.source)
})

test.each(['', 'no json', '{"name":'])(
  'the error of a secret that is not JSON says so, and quotes nothing: %j',
  (secret) => {
    const error = thrownBy(() => parseConnector('sn', secret, HOSTS))
    expect([error.code, error.reason]).toEqual(['misconfigured', 'connector'])
    expect(problemsIn(error)).toEqual(['(secret) must be JSON'])
  },
)

test.each(['null', '7', '"text"'])('the error of a secret that is not an object says so: %s', (secret) => {
  expect(problemsIn(thrownBy(() => parseConnector('sn', secret, HOSTS)))).toEqual(['(secret) must be an object'])
})

test('the error of a malformed secret holds none of its values', () => {
  const error = thrownBy(() =>
    parseConnector('sn', stored({ config: { apiUrl: 'https://canary-host.example' }, name: 7 }), HOSTS),
  )
  expect(JSON.stringify(error) + String(error.stack)).not.toContain('canary')
})

test('the error of a URL that the deployment does not allow names its path alone', () => {
  expect(refusal({ config: { apiUrl: 'https://evil.example' } })).toEqual([
    'config.apiUrl must be an https URL without path, on a host that this deployment allows',
  ])
})
