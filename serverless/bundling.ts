// How the functions become bundles: esbuild makes one file of each handler, for `package` and `deploy` in an artifact
// of its own, for `invoke local` and `offline` in the folder `custom.bundles`, which `offline` keeps up to date.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { build, context, type BuildOptions, type Plugin } from 'esbuild'
import JSZip from 'jszip'
import { lambdaBundle } from './lambda-bundle.ts'

type FunctionConfig = { handler: string; package?: { artifact?: string } }

type Custom = { bundles: string; esbuild: BuildOptions; 'serverless-offline': { location?: string } }

/** What this file uses of osls. */
type Serverless = {
  serviceDir: string
  processedInput: { commands: readonly string[] }
  service: { functions: Record<string, FunctionConfig>; custom: Custom; getFunction: (name: string) => FunctionConfig }
  pluginManager: { spawn: (command: string) => Promise<void> }
}

// ZIP knows no earlier date. The same code gives the same artifact, which osls does not upload twice.
const DATE = new Date('1980-01-01T00:00:00Z')

const pathOf = ({ handler }: FunctionConfig): string => handler.slice(0, handler.lastIndexOf('.'))
const bundleOf = (config: FunctionConfig): string => `${pathOf(config)}.cjs`

/** osls calls this with `new`, and takes the returned object for the plugin. */
export function bundling(serverless: Serverless, { function: only }: { function?: string }) {
  const { serviceDir, service } = serverless
  const chosen = (): [string, FunctionConfig][] =>
    only === undefined ? Object.entries(service.functions) : [[only, service.getFunction(only)]]
  const folder = () => join(serviceDir, service.custom.bundles)
  const bundle = () =>
    Promise.all(chosen().map(([, config]) => build(optionsFor(serverless, [config], lambdaBundle(serverless)))))

  const writeArtifacts = async (): Promise<void> => {
    await bundle()
    for (const [name, config] of chosen()) {
      const artifact = join('.serverless', `${name}.zip`)
      await writeZip(join(serviceDir, artifact), bundleOf(config), await readFile(join(folder(), bundleOf(config))))
      config.package = { ...config.package, artifact }
    }
    await rm(folder(), { recursive: true })
  }
  const bundleForInvocation = async (): Promise<void> => {
    await bundle()
    serverless.serviceDir = folder() // where osls looks for the handler
  }
  const bundleAndWatch = async (): Promise<void> => {
    await watch(serverless)
    service.custom['serverless-offline'].location = relative(serviceDir, folder())
  }
  return {
    hooks: {
      'before:package:createDeploymentArtifacts': writeArtifacts,
      'before:deploy:function:packageFunction': writeArtifacts,
      'before:invoke:local:invoke': bundleForInvocation,
      'before:offline:start': bundleAndWatch,
      'before:offline:start:init': bundleAndWatch,
    },
  }
}

function optionsFor({ serviceDir, service }: Serverless, configs: FunctionConfig[], plugins: Plugin[]): BuildOptions {
  return {
    ...service.custom.esbuild,
    absWorkingDir: serviceDir,
    entryPoints: configs.map((config) => `${pathOf(config)}.ts`),
    outbase: serviceDir,
    outdir: join(serviceDir, service.custom.bundles),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    plugins,
  }
}

/** Bundles all functions, and again after each change; then serverless-offline lets go of the old code. */
async function watch(serverless: Serverless): Promise<void> {
  const first = Promise.withResolvers<undefined>()
  let isFirst = true
  const reload: Plugin = {
    name: 'reload',
    setup(build) {
      build.onEnd(async ({ errors, outputFiles = [] }) => {
        const isReload = !isFirst
        isFirst = false
        if (errors.length > 0) {
          first.reject(new Error('the functions cannot be built')) // without effect later: the last good code goes on
          return
        }
        await Promise.all(outputFiles.map(writeBundle))
        if (isReload) await serverless.pluginManager.spawn('offline:functionsUpdated')
        else first.resolve(undefined)
      })
    },
  }
  const configs = Object.values(serverless.service.functions)
  // esbuild itself would delete the bundles of a change that does not compile.
  const bundles = await context({ ...optionsFor(serverless, configs, [reload]), write: false })
  await bundles.watch()
  await first.promise
}

async function writeBundle({ path, contents }: { path: string; contents: Uint8Array }): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, contents)
}

async function writeZip(path: string, name: string, content: Buffer): Promise<void> {
  const zip = new JSZip().file(name, content, { date: DATE, unixPermissions: 0o644, createFolders: false })
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, await zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE', platform: 'UNIX' }))
}
