// case-push over real HTTP for `npm run push`: the handlers behind their gateway, the stand-ins behind them, a key, and
// a folder for the files that a test pushes.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashOf } from '../../lib/api-keys.ts'
import { startGateway } from '../kibana/gateway.ts'
import { startStandIns } from '../support/stand-ins.ts'
import { runCli, startCli, type CliResult, type RunningCli } from '../support/run-cli.ts'

const KEY = { id: 'soc', key: 'local-key' }

export async function setPushStage() {
  const standIns = await startStandIns()
  const { environment, servicenow } = standIns
  Object.assign(process.env, environment, { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' })
  await standIns.storeApiKeys({ [KEY.id]: { hash: hashOf(KEY.key), connectors: ['local', 'missing'] } })
  const gateway = await startGateway(() => Promise.reject(new Error('no function is killed here')))
  const files = await startFiles()
  const variables = {
    CASE_PUSH_URL: gateway.url,
    CASE_PUSH_KEY: Buffer.from(`${KEY.id}:${KEY.key}`).toString('base64'),
  }
  return {
    gateway,
    servicenow,
    write: files.write,
    folder: files.folder,
    run: (args: string[], input = '', more: Record<string, string> = {}): Promise<CliResult> =>
      runCli('push', args, { ...variables, ...more }, input),
    start: (args: string[], input = ''): RunningCli => startCli('push', args, variables, input),
    incidentsOf: (caseId: string) => servicenow.incidents().filter(({ correlation_id }) => correlation_id === caseId),
    close: async () => {
      await gateway.close()
      await standIns.close()
      await files.remove()
    },
  }
}

/** A folder of the test's own. */
export async function startFiles() {
  const folder = await mkdtemp(join(tmpdir(), 'case-push-'))
  return {
    folder,
    /** @returns the path */
    write: async (name: string, content: unknown): Promise<string> => {
      const path = join(folder, name)
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
      return path
    },
    remove: () => rm(folder, { recursive: true }),
  }
}

/** The parameters of a push, with nothing but what it needs. */
export const paramsOf = (savedObjectId: string, more: Record<string, unknown> = {}) => ({
  savedObjectId,
  title: `Title of ${savedObjectId}`,
  ...more,
})

export const ndjsonOf = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')

/** The lines of `--json`. */
export const resultsIn = ({ out }: CliResult) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
