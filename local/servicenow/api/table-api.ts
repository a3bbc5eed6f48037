// Who is calling, and which API or table the request is about. Knows no sockets: a fault decides when the client sees
// the answer, and whether it does.
import { readerOf } from '../records/replica.ts'
import { bodyTooLarge, noSuchResource, noSuchTable, notAuthenticated, type Answer } from './answers.ts'
import { authenticate } from './authentication.ts'
import { answerElastic } from './elastic-api.ts'
import { answerImport } from './import-set-api.ts'
import { answerSystemTable } from './system-tables.ts'
import { answerTask } from './task-requests.ts'
import type { Instance } from '../records/instance.ts'
import type { Call, Deviation } from './call.ts'
import type { TableRequest } from './table-request.ts'

/** Carries the request out and returns ServiceNow's answer. */
export function answerTableRequest(instance: Instance, request: TableRequest, deviation: Deviation = {}): Answer {
  if (request.body === undefined) return bodyTooLarge()
  const user = authenticate(instance, request.headers)
  if (!user) return notAuthenticated()
  const call = { ...request, instance: request.method === 'GET' ? readerOf(instance) : instance, user, deviation }
  if (request.table !== undefined) return answerTable(call, request.table)
  return answerImport(call) ?? answerElastic(call) ?? noSuchResource()
}

function answerTable(call: Call, name: string): Answer {
  const tasks = call.instance.tables.tasks.get(name)
  return (tasks ? answerTask(call, tasks) : answerSystemTable(call, name)) ?? noSuchTable(name)
}
