// What the deployed bundles leave out of the AWS SDK: parts that no function on Lambda can use, and that every cold
// start would load. docs/performance.md has the figures. `invoke local` and `offline` keep the whole SDK: profiles, SSO
// and the files in ~/.aws work there. Also the source maps, for `npm run frames`, and what
// each bundle is made of.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Plugin } from 'esbuild'

const COMMANDS = ['package', 'deploy']

type Replacement = { path: RegExp; by: string }

const REPLACED: readonly Replacement[] = [
  {
    // Lambda hands a function its credentials in the environment, and nowhere else.
    path: /@aws-sdk\/credential-provider-node\/dist-es\/index\.js$/,
    by: `import { fromEnv } from '@aws-sdk/credential-provider-env'
      export const defaultProvider = () => fromEnv()`,
  },
  // Lambda has no ~/.aws.
  {
    path: /@smithy\/core\/.*\/shared-ini-file-loader\/loadSharedConfigFiles\.js$/,
    by: `export const CONFIG_PREFIX_SEPARATOR = '.'
      export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} })`,
  },
  {
    path: /@smithy\/core\/.*\/shared-ini-file-loader\/getSSOTokenFromFile\.js$/,
    by: `export const tokenIntercept = {}
      export const getSSOTokenFromFile = async () => { throw new Error('no SSO on Lambda') }`,
  },
  {
    path: /@smithy\/core\/.*\/shared-ini-file-loader\/readFile\.js$/,
    by: `export const fileIntercept = {}
      export const readFile = async () => { throw new Error('no files on Lambda') }`,
  },
  {
    // No call of this service streams events. The serde of such streams brings node:zlib along.
    path: /@smithy\/core\/.*\/submodules\/event-streams\/index\.js$/,
    by: `export const EventStreamSerde = undefined
      export const resolveEventStreamSerdeConfig = (config) => config`,
  },
]

const smallerSdk: Plugin = {
  name: 'smaller-sdk',
  setup(build) {
    const isMet = new Set<RegExp>()
    for (const { path, by } of REPLACED) {
      build.onLoad({ filter: path }, ({ path: file }) => {
        isMet.add(path)
        return { contents: by, loader: 'js', resolveDir: dirname(file) }
      })
    }
    // A new version of the SDK may have moved a file: the bundle would grow again without a sign.
    build.onEnd(() => ({
      errors: REPLACED.filter(({ path }) => !isMet.has(path)).map(({ path }) => ({
        text: `the AWS SDK has no file ${path.source}, which serverless/lambda-bundle.ts replaces`,
      })),
    }))
  },
}

/**
 * Keeps a bundle's source map, and what esbuild tells of its parts, outside the artifacts: within, Node would read the
 * map, which costs 25 ms of every cold start.
 */
const reportsIn = (folder: string): Plugin => ({
  name: 'reports',
  setup(build) {
    const { initialOptions } = build
    Object.assign(initialOptions, { metafile: true, sourcemap: 'external', sourcesContent: false })
    build.onEnd(({ errors, metafile }) => {
      if (errors.length > 0) return
      mkdirSync(folder, { recursive: true })
      for (const entry of initialOptions.entryPoints as string[]) {
        const bundle = `${basename(entry, '.ts')}.cjs`
        renameSync(join(initialOptions.outdir ?? '', dirname(entry), `${bundle}.map`), join(folder, `${bundle}.map`))
        writeFileSync(join(folder, `${bundle}.meta.json`), JSON.stringify(metafile))
      }
    })
  },
})

type Serverless = {
  processedInput: { commands: readonly string[] }
  serviceDir: string
}

/** The esbuild plugins of a command of osls. */
export function lambdaBundle({ processedInput, serviceDir }: Serverless): Plugin[] {
  if (!COMMANDS.includes(processedInput.commands[0] ?? '')) return []
  // Not in .serverless, which osls deletes after `deploy function`, and with it the maps of all other functions.
  return [smallerSdk, reportsIn(join(serviceDir, '.bundles'))]
}
