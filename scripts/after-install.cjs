// Runs at the end of every `npm ci`. It deletes what no script here uses of the Node 24 that npm has just installed: the
// headers for native modules and the manuals, a third of it. And it says what npm's warnings about engines mean.
'use strict'

const { existsSync, readFileSync, rmSync } = require('node:fs')
const { join } = require('node:path')
const { engines } = require('../package.json')

const runtime = join(__dirname, '../node_modules', `node-${process.platform}-${process.arch}`)
for (const unused of ['include', 'share']) rmSync(join(runtime, unused), { recursive: true, force: true })

// npm's own Node, as in `npm/11.19.1 node/v20.20.2 linux x64`; this script already runs on the other one.
const [, npmNode] = /\bnode\/v(\S+)/.exec(process.env.npm_config_user_agent || '') || []
if (npmNode && Number(npmNode.split('.')[0]) < Number(/\d+/.exec(engines.node)[0]) && existsSync(runtime)) {
  const { version } = JSON.parse(readFileSync(join(runtime, 'package.json'), 'utf8'))
  process.stdout.write(
    `The warnings EBADENGINE are about npm's Node ${npmNode}. The scripts of case-push run on Node ${version}, now in ` +
      'node_modules.\n',
  )
}
