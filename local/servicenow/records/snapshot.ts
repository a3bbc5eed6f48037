// The tables of a stand-in kept in a file, so that a stack that was stopped, or killed, continues with the records
// that the ledger remembers. Read at the start, written after every request that may have changed something.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Server } from 'node:http'
import * as v from 'valibot'
import { createTaskTable, type TaskTable } from './task-tables.ts'
import type { Instance, Row, Tables } from './instance.ts'

const StoredRow = v.record(v.string(), v.string())
const StoredObservable = v.object({ sys_id: v.string(), task: v.string(), value: v.string(), type: v.string() })
const Snapshot = v.object({
  incidents: v.array(StoredRow),
  journal: v.array(StoredRow),
  lastNumber: v.number(),
  // A file from before there were observables and other task tables has none.
  observables: v.optional(v.array(StoredObservable), []),
  /** By name. */
  tables: v.optional(v.record(v.string(), v.object({ rows: v.array(StoredRow), lastNumber: v.number() })), {}),
})

/** Fills the tables from the file; a missing file leaves them empty. Throws if the file is not a snapshot. */
export function loadSnapshot({ tables }: Instance, file: string): void {
  if (!existsSync(file)) return
  const { incidents, journal, lastNumber, observables, tables: others } = readSnapshot(file)
  Object.assign(tables, { journal, observables })
  for (const [name, saved] of Object.entries({ ...others, incident: { rows: incidents, lastNumber } })) {
    const table = tables.tasks.get(name) ?? createTaskTable(name, [])
    tables.tasks.set(name, table)
    fillTable(table, saved.rows, saved.lastNumber)
  }
}

function fillTable(table: TaskTable, rows: Row[], lastNumber: number): void {
  table.lastNumber = lastNumber
  for (const row of rows) table.rows.set(row.sys_id ?? '', row)
  for (const name of rows.flatMap(Object.keys))
    if (!table.columns.has(name)) table.columns.set(name, { type: 'string' })
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
  try {
    writeFileSync(`${file}.new`, JSON.stringify(snapshotOf(tables)))
    renameSync(`${file}.new`, file)
  } catch (cause) {
    throw fileError(`ServiceNow cannot save its incidents in ${file}`, cause)
  }
}

function snapshotOf({ tasks, journal, observables }: Tables): v.InferOutput<typeof Snapshot> {
  const { incident, ...tables } = Object.fromEntries(
    [...tasks].map(([name, { rows, lastNumber }]) => [name, { rows: [...rows.values()], lastNumber }]),
  )
  return { incidents: incident?.rows ?? [], journal, lastNumber: incident?.lastNumber ?? 0, observables, tables }
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
