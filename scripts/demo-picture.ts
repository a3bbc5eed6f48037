// `npm run docs:demo`: runs the demo and draws the end of what it prints to docs/pictures/demo.svg.
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { runCommand } from './command-line.ts'
import { terminalPicture, type Line, type Tone } from './terminal-picture.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FILE = join(ROOT, 'docs/pictures/demo.svg')

const USAGE = `Usage: npm run docs:demo [-- --out <file>]

Runs the demo and draws its third part, the create whose answer is lost, as a terminal shows it.

  --out <file>  where to write the picture (docs/pictures/demo.svg)
  --help        show this text

Example: npm run docs:demo -- --out /tmp/demo.svg`

process.exitCode = await runCommand({
  script: 'docs:demo',
  usage: USAGE,
  options: { out: { type: 'string', default: FILE } },
  prepare:
    ({ out }) =>
    async () => {
      const { stdout } = await promisify(execFile)(process.execPath, ['local/demo.ts'], { cwd: ROOT })
      await writeFile(out, terminalPicture('The demo: a create whose answer is lost', linesOf(stdout)))
      return 0
    },
})

function linesOf(output: string): Line[] {
  const third = output.slice(output.indexOf('3. ')).trimEnd().split('\n')
  const dots: Line[] = [{ text: '…', tone: 'dim' }]
  return [{ text: '$ npm run demo', tone: 'command' }, ...dots, ...third.map((text) => ({ text, tone: toneOf(text) }))]
}

function toneOf(text: string): Tone {
  if (/^\d\. /.test(text)) return 'heading'
  if (/^(200 OK|ServiceNow holds|Everything went)/.test(text)) return 'good'
  return /^[{ }]/.test(text) ? 'dim' : 'plain'
}
