// `npm run frames`: where a frame of a minified bundle, as the log shows it, stands in the sources.
import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { runCommand } from '../scripts/command-line.ts'

const USAGE = `Usage: npm run -s frames [-- --maps <folder>] < <text>

Copies its input, log lines for example, and writes each frame of a function's bundle with its place in
the sources instead: execute.cjs:12:3456 becomes lib/push/run-push.ts:60:12. The source maps must be of
the build that is deployed; \`serverless package\`, \`deploy\` and \`deploy function\` write those of what they
build. If another machine deployed, package the deployed commit first.

  --maps <folder>  where the source maps are (default: .bundles)
  --help           show this text

Example: aws logs tail /aws/lambda/case-push-prod-execute --since 1h | npm run -s frames`

process.exitCode = await runCommand({
  script: 'frames',
  usage: USAGE,
  options: { maps: { type: 'string', default: '.bundles' } },
  prepare:
    ({ maps }) =>
    async () => {
      if (!existsSync(maps)) throw new Error(`there is no folder ${maps}; \`npm run package\` writes one`)
      process.stdout.write(inSources(await text(process.stdin), maps))
      return 0
    },
})

/** The text with each frame's place in the sources; a frame that no map knows stays as it is. */
function inSources(lines: string, folder: string): string {
  const maps = new Map<string, SourceMap | undefined>()
  return lines.replace(/[^\s()<>"']+/g, (word) => {
    const [column = '', line = '', file = ''] = word.split(':').reverse()
    if (!file.endsWith('.cjs') || !/^\d+:\d+$/.test(`${line}:${column}`)) return word
    const bundle = basename(file)
    if (!maps.has(bundle)) maps.set(bundle, mapOf(join(folder, `${bundle}.map`)))
    const origin = maps.get(bundle)?.findOrigin(Number(line), Number(column))
    if (origin === undefined || !('fileName' in origin)) return word
    return `${origin.fileName.replace(/^(\.\.\/)+/, '')}:${origin.lineNumber}:${origin.columnNumber}`
  })
}

function mapOf(file: string): SourceMap | undefined {
  if (!existsSync(file)) return undefined
  return new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMap['payload'])
}
