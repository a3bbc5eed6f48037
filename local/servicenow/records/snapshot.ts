// The tables of a stand-in kept in a file, so that a stack that was stopped, or killed, continues with the incidents
// that the ledger remembers. Read at the start, written after every request that may have changed something.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Server } from 'node:http'
import * as v from 'valibot'
import type { Instance } from './instance.ts'

const Row = v.record(v.string(), v.string())
const Snapshot = v.object({ incidents: v.array(Row), journal: v.array(Row), lastNumber: v.number() })

/** Fills the tables from the file; a missing file leaves them empty. Throws if the file is not a snapshot. */
export function loadSnapshot({ tables }: Instance, file: string): void {
  if (!existsSync(file)) return
  const { incidents, journal, lastNumber } = readSnapshot(file)
  for (const row of incidents) tables.incidents.set(row.sys_id ?? '', row)
  for (const name of incidents.flatMap(Object.keys))
    if (!tables.incidentColumns.has(name)) tables.incidentColumns.set(name, { type: 'string' })
  Object.assign(tables, { journal, lastNumber })
}

/**
 * Saves the tables after every request but a GET, also after one whose connection was cut: it may have written. A save
 * that fails is reported on stderr, and the next request tries again.
 */
export function saveAfterRequests(server: Server, instance: Instance, file: string): void {
  mkdirSync(dirname(file), { recursive: true })
  let notBeforeMs = 0
  server.on('request', (request, response) => {
    if (request.method === 'GET') return
    response.on('close', () => {
      const startMs = performance.now()
      if (startMs < notBeforeMs) return
      try {
        saveSnapshot(instance, file)
      } catch (error) {
        console.error(error instanceof Error ? error.message : error)
      }
      notBeforeMs = nextSaveMs(startMs, performance.now())
    })
  })
}

// A large file is written less often: saving takes a tenth of the time at most. The next request saves what waits.
function nextSaveMs(startMs: number, endMs: number): number {
  const tookMs = endMs - startMs
  return tookMs < 5 ? 0 : startMs + tookMs * 10
}

/** Writes beside the file and renames: a kill leaves the old file or the new one, never half of one. */
export function saveSnapshot({ tables }: Instance, file: string): void {
  const { incidents, journal, lastNumber } = tables
  try {
    writeFileSync(`${file}.new`, JSON.stringify({ incidents: [...incidents.values()], journal, lastNumber }))
    renameSync(`${file}.new`, file)
  } catch (cause) {
    throw fileError(`ServiceNow cannot save its incidents in ${file}`, cause)
  }
}

function readSnapshot(file: string): v.InferOutput<typeof Snapshot> {
  try {
    return v.parse(Snapshot, JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw fileError(`ServiceNow cannot read its incidents from ${file}`, cause)
  }
}

function fileError(message: string, cause: unknown): Error {
  return new Error(cause instanceof Error ? `${message}: ${cause.message}` : message, { cause })
}
