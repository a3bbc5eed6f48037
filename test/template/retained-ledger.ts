// The ledger's table outlives the stack, and docs/operations.md says how to bring it back. Promises about the packaged
// template, run by template.test.ts, which packages it.
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate'
import { expect, test } from '@jest/globals'
import type { Packaged } from './packaged.ts'

const RUNBOOK = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')

/** @param full a stage `prod`, packaged */
export function testRetainedLedger(full: () => Packaged): void {
  test('the table stays when the stack is removed, or when it would be replaced', () => {
    expect(full().resources['LedgerTable']).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
  })

  test('the recipe of the runbook imports the table of the template under its name', () => {
    const [recipe = ''] = /^\[\{"ResourceType".*$/m.exec(RUNBOOK) ?? []
    const table = full().resources['LedgerTable']
    expect(JSON.parse(recipe.replaceAll('$STAGE', 'prod'))).toEqual([
      {
        ResourceType: table?.Type,
        LogicalResourceId: 'LedgerTable',
        ResourceIdentifier: { TableName: table?.Properties['TableName'] },
      },
    ])
    expect(RUNBOOK).toContain(
      "jq '{AWSTemplateFormatVersion, Resources: {LedgerTable: .Resources.LedgerTable}}' \\\n" +
        '  .serverless/cloudformation-template-update-stack.json',
    )
  })

  test('the table alone is a valid template: it refers to nothing else', async () => {
    const file = `${full().templateFile}.ledger.json`
    const template = {
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: { LedgerTable: full().resources['LedgerTable'] },
    }
    await writeFile(file, JSON.stringify(template))
    const engine = new RegoEngine()
    const { status, diagnostics } = engine.validateStandard(new TemplateFile(file))
    engine.free()
    expect(status).toBe('OK')
    expect(diagnostics.filter(({ severity }) => severity !== 'INFO')).toEqual([])
  })
}
