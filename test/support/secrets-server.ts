// Secrets Manager as the SDK sees it, its secrets stored by a test: the local stand-in behind a proxy that counts the
// calls and can fail them.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { listen } from '../../local/listen.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { clientOptions } from './aws-environment.ts'

/** What a call meets: an AWS error by its name, a secret without a text, or no answer. */
export type Failure = { error: string } | 'binary' | 'cut'

export type SecretsServer = {
  url: string
  client: SecretsManagerClient
  /** How many calls came so far. */
  calls(): number
  /** From now on every call meets this; `undefined` ends it. */
  failWith(failure: Failure | undefined): void
  storeConnector(id: string, text: string): Promise<void>
  deleteConnector(id: string): Promise<void>
  storeApiKeys(text: string): Promise<void>
  close(): Promise<void>
}

export async function startSecretsServer(): Promise<SecretsServer> {
  const directory = await mkdtemp(join(tmpdir(), 'case-push-test-'))
  const apiKeysFile = join(directory, 'api-keys')
  const standIn = await startSecretsManager({ connectorsDir: directory, apiKeysFile })
  let failure: Failure | undefined
  let calls = 0
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
    })
    incoming.on('end', () => {
      calls += 1
      if (failure !== undefined) fail(failure, outgoing)
      else void forward(standIn.url, incoming.headers, Buffer.concat(chunks).toString(), outgoing)
    })
  })
  const proxy = await listen(server, 'the proxy of Secrets Manager', 0)
  const client = new SecretsManagerClient(clientOptions(proxy.url))
  return {
    url: proxy.url,
    client,
    calls: () => calls,
    failWith: (next) => {
      failure = next
    },
    storeConnector: (id, text) => writeFile(join(directory, `${id}.json`), text),
    deleteConnector: (id) => rm(join(directory, `${id}.json`)),
    storeApiKeys: (text) => writeFile(apiKeysFile, text),
    close: async () => {
      client.destroy()
      await Promise.all([proxy.close(), standIn.close(), rm(directory, { recursive: true })])
    },
  }
}

const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' }

function fail(failure: Failure, outgoing: ServerResponse): void {
  if (failure === 'cut') outgoing.socket?.destroy()
  else if (failure === 'binary') outgoing.writeHead(200, JSON_1_1).end(JSON.stringify({ SecretBinary: 'eA==' }))
  else outgoing.writeHead(400, JSON_1_1).end(JSON.stringify({ __type: failure.error, Message: 'canary' }))
}

async function forward(
  url: string,
  headers: IncomingHttpHeaders,
  body: string,
  outgoing: ServerResponse,
): Promise<void> {
  const target = String(headers['x-amz-target'])
  const response = await fetch(url, { method: 'POST', headers: { ...JSON_1_1, 'x-amz-target': target }, body })
  outgoing.writeHead(response.status, JSON_1_1).end(await response.text())
}
