// The tables of a stand-in kept in a file, so that a stack that was stopped, or killed, goes on with the incidents
// that the ledger remembers. Read at the start, written behind every request that may have changed something.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Server } from 'node:http'
import * as v from 'valibot'
import type { Instance } from './instance.ts'

const rowSchema = v.record(v.string(), v.string())
const snapshotSchema = v.object({ incidents: v.array(rowSchema), journal: v.array(rowSchema), lastNumber: v.number() })

/** Fills the tables from the file; a missing file is an empty instance. */
export function loadSnapshot({ tables }: Instance, file: string): void {
  const text = readIfThere(file)
  if (text === undefined) return
  const { incidents, journal, lastNumber } = v.parse(snapshotSchema, JSON.parse(text))
  for (const row of incidents) tables.incidents.set(row.sys_id ?? '', row)
  for (const name of incidents.flatMap(Object.keys))
    if (!tables.incidentColumns.has(name)) tables.incidentColumns.set(name, { type: 'string' })
  Object.assign(tables, { journal, lastNumber })
}

/** Also behind requests whose connection was cut: their write may be done all the same. */
export function keepSnapshot(server: Server, instance: Instance, file: string): void {
  mkdirSync(dirname(file), { recursive: true })
  let next = 0
  server.on('request', (request, response) => {
    if (request.method !== 'GET')
      response.on('close', () => {
        next = saveInTime(instance, file, next)
      })
  })
  server.on('close', () => {
    saveSnapshot(instance, file)
  })
}

// A large file is written less often: it takes a tenth of the time at most. What waits is written with the next change.
function saveInTime(instance: Instance, file: string, next: number): number {
  const start = performance.now()
  if (start < next) return next
  saveSnapshot(instance, file)
  const took = performance.now() - start
  return took < 5 ? 0 : start + took * 10
}

// Written beside and renamed: a kill leaves the old file or the new one, never half of one.
function saveSnapshot({ tables }: Instance, file: string): void {
  const { incidents, journal, lastNumber } = tables
  writeFileSync(`${file}.new`, JSON.stringify({ incidents: [...incidents.values()], journal, lastNumber }))
  renameSync(`${file}.new`, file)
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
