// The packaged template is free of errors and warnings, whatever the params, and holds only what they ask for. The
// validator knows the rules of cfn-lint, under the same names.
import { afterAll, expect, test } from '@jest/globals'
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate'
import { RULES } from '../../serverless/params.ts'
import { KEY, KIBANA, packageService, TOPIC } from './packaged.ts'

const OPTIONS = {
  alarmTopicArn: TOPIC,
  kibanaUrl: KIBANA,
  kmsKeyArn: KEY,
  reservedConcurrency: '10',
  tracing: 'Active',
}
const EVERY_PARAM = {
  ...OPTIONS,
  allowedHosts: '*.service-now.com,servicenow.example.com',
  apiKeyCacheSeconds: '60',
  archiveDays: '7',
  backlogAlarm: '100',
  deletionProtection: 'true',
  keysRefusedAlarm: '20',
  latencyAlarmMilliseconds: '5000',
  logLevel: 'DEBUG',
  logRetentionInDays: '365',
  queueAgeAlarmSeconds: '600',
  queueConcurrency: '4',
  serverErrorsAlarm: '10',
  settleSeconds: '130',
  throttleBurst: '40',
  throttleRate: '20',
  unavailableAlarm: '10',
  waitingAlarmSeconds: '600',
}

// What a value given with `--param` may cause. Neither rule is cfn-lint's own: its W rules end at W8.
const TOLERATED = [
  'W9003', // a text where the schema has a number: CloudFormation takes it for one
  'W9013', // the account in an ARN
]

const engine = new RegoEngine()
afterAll(() => {
  engine.free()
})

async function packagedWith(stage: string, params: Record<string, string>) {
  const { templateFile, resources, remove } = await packageService(stage, params)
  const { status, diagnostics } = engine.validateStandard(new TemplateFile(templateFile))
  await remove()
  expect(status).toBe('OK')
  expect(diagnostics.length).toBeGreaterThan(0) // the validator did run: it always has a remark
  const tolerated = Object.keys(params).length > 0 ? TOLERATED : []
  const findings = diagnostics.filter(({ severity, ruleId }) => severity !== 'INFO' && !tolerated.includes(ruleId))
  return { findings, text: JSON.stringify(resources), names: Object.keys(resources) }
}

test('this is every param', () => {
  expect(Object.keys({ ...EVERY_PARAM, esbuildFolder: '' }).sort()).toEqual(Object.keys(RULES).sort())
})

test.each([
  ['with the defaults', 'dev', {}],
  ['with every param', 'prod', EVERY_PARAM],
  ['with a topic and a key alone', 'prod', { alarmTopicArn: TOPIC, kmsKeyArn: KEY }],
  ['with write-back and a reservation alone', 'prod', { kibanaUrl: KIBANA, reservedConcurrency: '10' }],
])(
  'the template %s has no error and no warning, and no trace of what was not asked for',
  async (_which, stage, params) => {
    const { findings, text, names } = await packagedWith(stage, params)
    expect(findings).toEqual([])
    expect(text).not.toMatch(/Fn::If|AWS::NoValue|"Condition":"/)
    const asked = (name: keyof typeof OPTIONS) => Object.hasOwn(params, name)
    expect(text.includes('AlarmActions')).toBe(asked('alarmTopicArn'))
    expect(text.includes('KmsMasterKeyId')).toBe(asked('kmsKeyArn'))
    expect(text.includes('kms:Decrypt')).toBe(asked('kmsKeyArn'))
    expect(text.includes('SqsManagedSseEnabled')).toBe(!asked('kmsKeyArn'))
    expect(text.includes('ReservedConcurrentExecutions')).toBe(asked('reservedConcurrency'))
    expect(text.includes('xray:')).toBe(asked('tracing'))
    expect(text.match(/"TracingConfig":\{"Mode":"Active"\}/g) ?? []).toHaveLength(asked('tracing') ? 7 : 0)
    expect(names.filter((name) => name.startsWith('WriteBack'))).toHaveLength(asked('kibanaUrl') ? 5 : 0)
    expect(text.includes('WriteBack')).toBe(asked('kibanaUrl'))
  },
  60_000,
)
