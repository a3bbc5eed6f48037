// One process of a function, as Lambda starts it: loads the bundle, then answers the same kind of event twice. Prints the
// processor time (user and system, ms) of each step on the last line.
// Arguments: the bundle, and a file with the two events, or nothing to load it only.
'use strict'

const [, , bundle, events] = process.argv
const { handler } = require(bundle)
const loadedMs = spentMs()

measure().then((steps) => {
  process.stdout.write(`\n${JSON.stringify({ startMs: loadedMs, ...steps })}`, () => process.exit())
})

async function measure() {
  if (events === undefined) return {}
  const [first, second] = JSON.parse(require('node:fs').readFileSync(events, 'utf8'))
  const firstMs = await answer(first)
  return { firstMs, secondMs: await answer(second) }
}

async function answer(event) {
  const beforeMs = spentMs()
  const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 29_000 }
  const { statusCode = 200 } = await handler(event, context)
  if (statusCode !== 200) throw new Error(`the function answered ${statusCode}`)
  return spentMs() - beforeMs
}

function spentMs() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
