// Requests about the records of a task table: create, list, read, update, delete.
import { findObjection } from '../records/business-rules.ts'
import { deleteTask, insertTask, mergeChange, readChange, updateTask } from '../records/tasks.ts'
import {
  emptyAnswer,
  invalidBody,
  jsonAnswer,
  methodNotAllowed,
  noSuchRecord,
  operationFailed,
  type Answer,
} from './answers.ts'
import { listRows } from './list.ts'
import { readView, viewRow } from './view.ts'
import { findHeaderError, recordInBody } from './write-request.ts'
import type { Row } from '../records/instance.ts'
import type { TaskTable } from '../records/task-tables.ts'
import type { Call } from './call.ts'

export function answerTask(call: Call, table: TaskTable): Answer {
  const { method, sysId, instance } = call
  if (sysId === undefined) {
    if (method === 'POST') return writeTask(call, table, undefined)
    return method === 'GET'
      ? listRows(instance, [...table.rows.values()], table.columns, call, call.deviation.visibleRows)
      : methodNotAllowed()
  }
  if (!['GET', 'PATCH', 'PUT', 'DELETE'].includes(method)) return methodNotAllowed()
  const existing = table.rows.get(sysId)
  if (!existing) return noSuchRecord()
  if (method === 'GET') return jsonAnswer(200, { result: viewTask(call, table, existing) })
  // PUT keeps the columns that it does not mention, like PATCH.
  if (method !== 'DELETE') return writeTask(call, table, existing)
  deleteTask(instance, table, sysId)
  return emptyAnswer(204)
}

function writeTask(call: Call, table: TaskTable, existing: Row | undefined): Answer {
  const { instance, user, deviation } = call
  const rejection = findHeaderError(call)
  if (rejection) return rejection
  const body = recordInBody(call)
  if (body === undefined) return invalidBody()
  const change = readChange(instance, table, body, deviation.droppedColumns)
  const objection = findObjection(instance.properties, table, existing, mergeChange(table, existing, change))
  if (objection !== undefined) return operationFailed(objection)
  const writer = { username: user.username, scheduleAppend: deviation.scheduleAppend }
  return existing
    ? writtenAnswer(call, table, updateTask(instance, table, existing, change, writer), 200)
    : writtenAnswer(call, table, insertTask(instance, table, change, writer), 201)
}

function writtenAnswer(call: Call, table: TaskTable, row: Row, status: number): Answer {
  const collection = call.path.replace(/\/$/, '')
  const headers: Record<string, string> =
    status === 201 ? { location: `${call.instance.url}${collection}/${row.sys_id ?? ''}` } : {}
  if (call.headers['x-no-response-body'] === 'true') return emptyAnswer(204, headers)
  return jsonAnswer(status, { result: viewTask(call, table, row) }, headers)
}

function viewTask(call: Call, { columns }: TaskTable, row: Row): Record<string, unknown> {
  return viewRow(call.instance, row, columns, readView(call.instance, call))
}
