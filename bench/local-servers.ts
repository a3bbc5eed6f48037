// The local servers in a thread of their own, so that their work does not count as the function's.
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { startDynamoDB } from '../local/dynamodb.ts'
import { startSecretsManager } from '../local/secrets-manager.ts'
import { startServiceNow } from '../local/servicenow/server.ts'

const connectorsDir = await mkdtemp(join(tmpdir(), 'case-push-bench-'))
const [servicenow, secretsManager, dynamoDB] = await Promise.all([
  startServiceNow(),
  startSecretsManager({ connectorsDir }),
  startDynamoDB(),
])
await writeFile(
  join(connectorsDir, 'local.json'),
  JSON.stringify({
    name: 'Local',
    actionTypeId: '.servicenow',
    config: { apiUrl: servicenow.url },
    secrets: { username: 'case-push', password: 'local-password' },
  }),
)
parentPort?.postMessage({ servicenow: servicenow.url, secretsManager: secretsManager.url, dynamoDB: dynamoDB.url })
