// `serverless deploy function` updates the code and the configuration of one function. AWS is a server here that
// answers as Lambda and STS do.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { copyService, SERVERLESS } from '../support/service-copy.ts'

const ROLE = 'arn:aws:iam::123456789012:role/case-push-dev-us-east-1-execute-queued'
const DEPLOYED = { PackageType: 'Zip', State: 'Active', LastUpdateStatus: 'Successful', Role: ROLE, CodeSha256: 'old' }
const IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/operator</Arn>' +
  '<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>'

async function startAws() {
  const calls: { call: string; body: Record<string, unknown> }[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (body.includes('GetCallerIdentity')) return response.end(IDENTITY)
      const call = `${request.method ?? ''} ${(request.url ?? '').replace(/^.*functions\//, '')}`
      calls.push({ call, body: body === '' ? {} : (JSON.parse(body) as Record<string, unknown>) })
      return response.end(JSON.stringify(request.method === 'GET' ? { Configuration: DEPLOYED } : DEPLOYED))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  return { url, calls, close: () => server.close() }
}

test('the function gets its code, its environment and no other role; its source map stays', async () => {
  const [aws, service] = await Promise.all([startAws(), copyService()])
  const command = ['deploy', 'function', '-f', 'executeQueued', '--stage', 'dev', '--param=logLevel=DEBUG']
  const environment = { AWS_ENDPOINT_URL: aws.url, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' }
  let hasMap = false
  try {
    await promisify(execFile)(process.execPath, [SERVERLESS, ...command], {
      cwd: service.folder,
      env: { PATH: process.env['PATH'], ...environment },
    })
    hasMap = existsSync(join(service.folder, '.bundles/execute-queued.cjs.map')) // osls deletes .serverless
  } finally {
    aws.close()
    await service.remove()
  }
  expect(hasMap).toBe(true)
  const sent = Object.fromEntries(aws.calls.map(({ call, body }) => [call, body]))
  const name = 'case-push-dev-executeQueued'
  expect(sent[`PUT ${name}/code`]).toEqual({ ZipFile: expect.stringMatching(/^UEsD/) })
  const configuration = sent[`PUT ${name}/configuration`]
  expect(configuration).not.toHaveProperty('Role')
  expect(configuration).toMatchObject({ Handler: 'handlers/execute-queued.handler', MemorySize: 512, Timeout: 120 })
  const { Variables } = configuration?.['Environment'] as { Variables: Record<string, string> }
  expect(Variables).toMatchObject({ CASE_PUSH_BUS: 'case-push-dev', POWERTOOLS_LOG_LEVEL: 'DEBUG' })
  expect(Object.keys(Variables)).not.toContainEqual(expect.stringMatching(/^AWS_/)) // those are of stage local
}, 60_000)
