// What the benches share as commands: their help, and how they say what is wrong with an option.

export type Bench<Options> = {
  /** As `npm run` knows it. */
  script: string
  usage: string
  /** Throws what is wrong with the arguments, by the name of the option. */
  parse: (args: string[]) => Options | 'help'
  /** Resolves with the exit code. */
  run: (options: Options) => Promise<number>
}

/** Sets the exit code: 1 where an argument is wrong, after a line that says which, or where the bench fails. */
export async function runBench<Options>({ script, usage, parse, run }: Bench<Options>): Promise<void> {
  let options: Options | 'help'
  try {
    options = parse(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    console.error(`\`npm run ${script} -- --help\` shows the usage.`)
    process.exitCode = 1
    return
  }
  if (options === 'help') {
    console.log(usage)
    return
  }
  try {
    process.exitCode = await run(options)
  } catch (error) {
    console.error(error)
    process.exitCode = 1
  }
}

/** @throws RangeError which names the option */
export function wholeNumber(option: string, text: string, least = 1): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new RangeError(`${option} must be a whole number, at least ${least}, not ${text}`)
}

/** @throws RangeError which names the option */
export function oneOf<Name extends string>(option: string, text: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === text)
  if (found === undefined) throw new RangeError(`${option} must be one of ${names.join(', ')}, not ${text}`)
  return found
}
