// What the functions print while a test runs: taken from the process's own output, and not shown.
import { afterEach, beforeEach, jest } from '@jest/globals'

/** Captures the output of every test of the file. @returns the text of the current test so far */
export function captureOutput(): () => string {
  let text = ''
  beforeEach(() => {
    text = ''
    for (const name of ['stdout', 'stderr'] as const) {
      jest.spyOn(process[name], 'write').mockImplementation((written) => {
        text += String(written)
        return true
      })
    }
  })
  afterEach(() => {
    jest.restoreAllMocks()
  })
  return () => text
}

type Line = Record<string, unknown>

/** The lines of a log, parsed; lines that the runtime itself prints, and those of metrics, are left out. */
export const logLines = (output: string): Line[] => jsonLines(output).filter((line) => !('_aws' in line))

/** The lines in the embedded metric format, parsed. */
export const metricLines = (output: string): Line[] => jsonLines(output).filter((line) => '_aws' in line)

const jsonLines = (output: string): Line[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)
