// Secrets Manager as the SDK sees it, its secrets in files that a test writes: the local stand-in behind a line that a
// test can cut, count and hold.
import { createServer, type Server, type ServerResponse } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { startSecretsManager } from '../../local/secrets-manager.ts'

export const PREFIX = 'case-push/local'

/** What the line does instead of handing a call on: an AWS error by its name, a secret without a text, or no answer. */
export type Line = { error: string } | 'binary' | 'cut' | undefined

export type SecretsServer = {
  /** The SDK's client, which does not repeat what fails. */
  secrets: SecretsManagerClient
  /** Number of calls so far. */
  calls(): number
  line: { now: Line }
  connector(id: string, text: string): Promise<void>
  forget(id: string): Promise<void>
  apiKeys(text: string): Promise<void>
  close(): Promise<void>
}

export async function startSecrets(): Promise<SecretsServer> {
  const directory = await mkdtemp(join(tmpdir(), 'case-push-test-'))
  const apiKeysFile = join(directory, 'api-keys')
  const standIn = await startSecretsManager({ connectorsDir: directory, apiKeysFile })
  const line: SecretsServer['line'] = { now: undefined }
  let calls = 0
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
    })
    incoming.on('end', () => {
      calls += 1
      void answer(
        standIn.url,
        line,
        { target: String(incoming.headers['x-amz-target']), body: Buffer.concat(chunks).toString() },
        outgoing,
      )
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const secrets = new SecretsManagerClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  return {
    secrets,
    line,
    calls: () => calls,
    connector: (id, text) => writeFile(join(directory, `${id}.json`), text),
    forget: (id) => rm(join(directory, `${id}.json`)),
    apiKeys: (text) => writeFile(apiKeysFile, text),
    close: async () => {
      secrets.destroy()
      await Promise.all([closed(server), standIn.close(), rm(directory, { recursive: true })])
    },
  }
}

async function answer(
  url: string,
  line: SecretsServer['line'],
  { target, body }: { target: string; body: string },
  outgoing: ServerResponse,
): Promise<void> {
  if (line.now === 'cut') {
    outgoing.socket?.destroy()
    return
  }
  if (line.now === 'binary') {
    outgoing
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify({ SecretBinary: 'eA==' }))
    return
  }
  if (line.now !== undefined) {
    outgoing
      .writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify({ __type: line.now.error, Message: 'canary' }))
    return
  }
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
    body,
  })
  outgoing.writeHead(response.status, { 'content-type': 'application/x-amz-json-1.1' }).end(await response.text())
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })
}
