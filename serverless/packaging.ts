// The service's own steps in osls: the stage and the params are checked before any command, and what is already decided
// when the service is packaged leaves the template, and the dashboard's body becomes a text.
import { requireHome, requireWritable } from '../scripts/require-writable.ts'
import { paramProblems } from './check-params.ts'
import { writeDashboardBodies } from './dashboard-body.ts'
import { decideConditions } from './decide-conditions.ts'
import { forgetFunctions } from './forget-functions.ts'
import { dropImpliedDependencies } from './implied-dependencies.ts'
import type { Params } from './params.ts'
import { credentialsProblem } from './require-credentials.ts'
import type { Template } from './template.ts'

/** What this file uses of osls. */
export type Serverless = {
  serviceDir: string
  processedInput: {
    commands: readonly string[]
    options: { stage?: string; region?: string; param?: (string | null)[] }
    isHelpRequest?: boolean
  }
  configurationInput: { provider: { stage?: string; region?: string }; params?: Record<string, Params> }
  service: {
    provider: { compiledCloudFormationTemplate: Template; region: string; stage: string }
    custom: { bundles: string }
  }
  classes: { Error: new (message: string, code: string) => Error }
}

const OFFLINE_ADVICE =
  'serverless offline runs the functions of stage local alone: give --stage local. `npm start` runs the whole stack.'

/** Commands that build functions. */
const BUILDING: ReadonlySet<string> = new Set(['package', 'deploy', 'invoke', 'offline'])

/** osls calls this with `new`, and takes the returned object for the plugin. */
export function packaging(serverless: Serverless) {
  const { serviceDir, processedInput, configurationInput, service, classes } = serverless
  const checkParams = (): void => {
    if (processedInput.isHelpRequest === true) return
    const { options } = processedInput
    const { provider, params = {} } = configurationInput
    const target = { stage: options.stage ?? provider.stage ?? 'dev', region: options.region ?? provider.region }
    const given = (options.param ?? []).map((text) => text ?? '') // null is the bare `--param=`
    const problems = paramProblems(target, params, given)
    if (problems.length > 0) throw new classes.Error(problems.join('\n'), 'CASE_PUSH_PARAMS')
    if (processedInput.commands[0] === 'offline' && target.stage !== 'local')
      throw new classes.Error(OFFLINE_ADVICE, 'CASE_PUSH_OFFLINE')
  }
  const checkFolders = (): void => {
    if (!BUILDING.has(processedInput.commands[0] ?? '')) return
    try {
      requireHome()
      requireWritable(serviceDir)
    } catch (error) {
      throw new classes.Error((error as Error).message, 'CASE_PUSH_FOLDER')
    }
  }
  // Once before osls validates the configuration with words of its own, and again when `${ssm:…}` and the like, which
  // need the network, are resolved.
  checkParams()
  checkFolders()
  return {
    hooks: {
      initialize: checkParams,
      'before:invoke:local:invoke': async () => {
        const { stage, region } = service.provider
        const problem = stage === 'local' ? undefined : await credentialsProblem(stage, region)
        // Not thrown: osls would write it to standard output, which is for the function's answer.
        if (problem !== undefined) process.stderr.write(`${problem}\n`)
      },
      'offline:functionsUpdated:cleanup': () => {
        forgetFunctions(service.custom.bundles)
        process.stdout.write('Reloaded: the next request runs the new code.\n')
      },
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { provider } = service
        provider.compiledCloudFormationTemplate = dropImpliedDependencies(
          writeDashboardBodies(decideConditions(provider.compiledCloudFormationTemplate)),
        )
      },
    },
  }
}
