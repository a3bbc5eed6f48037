// `serverless deploy` onto a stack that holds the imported ledger table alone, as docs/operations.md makes it. AWS is a
// server here that answers as CloudFormation does, up to the first change set.
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { copyService, SERVERLESS } from '../support/service-copy.ts'

const LEDGER = { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'Retain', Properties: { TableName: 'case-push-dev' } }
const STACK =
  '<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>case-push-dev</StackName>' +
  '<StackStatus>IMPORT_COMPLETE</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>'
const TEMPLATE =
  '<GetTemplateResponse><GetTemplateResult><TemplateBody>' +
  JSON.stringify({ Resources: { LedgerTable: LEDGER } }) +
  '</TemplateBody></GetTemplateResult></GetTemplateResponse>'
const refusal = (message: string) =>
  `<ErrorResponse><Error><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`

/** By action of the API: status and XML. Where the test ends, an error. */
const ANSWERS: Record<string, [number, string]> = {
  DescribeStacks: [200, STACK],
  DescribeStackResource: [400, refusal('Resource ServerlessDeploymentBucket does not exist for stack case-push-dev')],
  GetTemplate: [200, TEMPLATE],
  DeleteChangeSet: [200, '<DeleteChangeSetResponse/>'],
  CreateChangeSet: [400, refusal('the test ends here')],
}

async function startAws() {
  const calls: URLSearchParams[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const call = new URLSearchParams(body)
      calls.push(call)
      const [status, xml] = ANSWERS[call.get('Action') ?? ''] ?? [400, refusal('not part of this test')]
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    calls,
    close: () => server.close(),
  }
}

test('the deployment goes on from there: it first adds its bucket, and leaves the table as it is', async () => {
  const [aws, service] = await Promise.all([startAws(), copyService()])
  const environment = { AWS_ENDPOINT_URL: aws.url, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' }
  const deployment = promisify(execFile)(process.execPath, [SERVERLESS, 'deploy', '--stage', 'dev'], {
    cwd: service.folder,
    env: { PATH: process.env['PATH'], ...environment },
  })
  const failed = (await deployment.catch((error: unknown) => error)) as { stdout: string }
  aws.close()
  await service.remove()
  expect(failed.stdout).toContain('the test ends here')
  const change = aws.calls.find((call) => call.get('Action') === 'CreateChangeSet')
  expect(change?.get('ChangeSetType')).toBe('UPDATE')
  const { Resources } = JSON.parse(change?.get('TemplateBody') ?? '') as { Resources: Record<string, unknown> }
  expect(Object.keys(Resources).sort()).toEqual([
    'LedgerTable',
    'ServerlessDeploymentBucket',
    'ServerlessDeploymentBucketPolicy',
  ])
  expect(Resources['LedgerTable']).toEqual(LEDGER)
}, 60_000)
