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

/** The JSON lines of an output, parsed; lines that the runtime itself prints are left out. */
export function logLines(output: string): Record<string, unknown>[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
