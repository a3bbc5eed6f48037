// Where the cases come from: files, the files of a folder, and standard input. Everything is read as it is needed, so
// that a pipe may be of any length.
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { jsonValues } from './json-values.ts'
import { casesIn, requestOf, type PushRequest } from './push-body.ts'

/** Where something stands, for people: the file as it was named, and the line. */
export type Place = { file: string; line?: number }
export type Item = Place & ({ request: PushRequest } | { problem: string })

export type Input = {
  /** Reads on when the next case is asked for. */
  items: AsyncGenerator<Item, void>
  /** How much of the files was read, 0 to 1; undefined as long as that is unknown. */
  readShare: () => number | undefined
}

/** @param paths files and folders; `-`, or none at all, is standard input */
export async function inputOf(paths: readonly string[], stdin: Readable, connectorId: string): Promise<Input> {
  const files = (await Promise.all((paths.length === 0 ? ['-'] : paths).map(filesAt))).flat()
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const passed: Passed = { linesBytes: 0, casesBytes: 0 }
  async function* textOf({ file }: Source): AsyncGenerator<string> {
    const decoder = new TextDecoder()
    for await (const chunk of file === '-' ? stdin : createReadStream(file)) {
      for (const line of decoder.decode(chunk as Buffer, { stream: true }).split(/(?<=\n)/)) {
        passed.linesBytes += Buffer.byteLength(line)
        yield line
      }
    }
  }
  async function* items(): AsyncGenerator<Item, void> {
    for (const source of files) yield* itemsOf(source, textOf(source), passed, connectorId)
  }
  const readShare = () => (totalBytes > 0 ? Math.min(1, passed.casesBytes / totalBytes) : undefined)
  return { items: items(), readShare }
}

/** `bytes` is NaN where the size is unknown. */
type Source = { file: string; bytes: number; problem?: string }

async function filesAt(path: string): Promise<Source[]> {
  if (path === '-') return [{ file: path, bytes: NaN }]
  try {
    const found = await stat(path)
    if (!found.isDirectory()) return [{ file: path, bytes: found.isFile() ? found.size : NaN }]
    const names = (await readdir(path)).filter((name) => /\.(?:nd)?json$/.test(name)).sort()
    if (names.length === 0) return [{ file: path, bytes: 0, problem: 'holds no .json and no .ndjson file' }]
    return (await Promise.all(names.map((name) => filesAt(join(path, name))))).flat()
  } catch (error) {
    return [{ file: path, bytes: 0, problem: `cannot be read: ${codeOf(error)}` }]
  }
}

/** How much was read in whole lines, and up to the last case that was handed on. */
type Passed = { linesBytes: number; casesBytes: number }

async function* itemsOf(
  source: Source,
  text: AsyncIterable<string>,
  passed: Passed,
  connectorId: string,
): AsyncGenerator<Item, void> {
  const file = source.file === '-' ? '(stdin)' : source.file
  if (source.problem !== undefined) {
    yield { file, problem: source.problem }
    return
  }
  try {
    for await (const found of jsonValues(text)) {
      const cases = 'problem' in found ? [] : casesIn(found.value)
      const bytesOfEach = (passed.linesBytes - passed.casesBytes) / Math.max(1, cases.length)
      for (const one of cases) {
        passed.casesBytes += bytesOfEach
        yield itemOf(one, { file, line: found.line }, connectorId)
      }
      if ('problem' in found) yield { file, ...found }
    }
  } catch (error) {
    yield { file, problem: `cannot be read: ${codeOf(error)}` }
  }
}

function itemOf(value: unknown, place: Place, connectorId: string): Item {
  try {
    return { ...place, request: requestOf(value, connectorId) }
  } catch (error) {
    return { ...place, problem: error instanceof Error ? error.message : String(error) }
  }
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.message : 'unknown'
