// The scripted REST API that the Elastic application brings: its version, and the observables of a security incident.
import * as v from 'valibot'
import { applicationVersion, findProduct } from '../records/elastic-application.ts'
import { addObservables } from '../records/observables.ts'
import { findTask } from '../records/task-tables.ts'
import { invalidBody, jsonAnswer, methodNotAllowed, noSuchRecord, type Answer } from './answers.ts'
import { parseJson } from './table-request.ts'
import { findHeaderError } from './write-request.ts'
import type { Product } from '../records/elastic-application.ts'
import type { Call } from './call.ts'

const ELASTIC_PATH = /^\/api\/([a-z0-9_]+)\/elastic_api\/(.+)$/

const OBSERVABLES_PATH = /^incident\/([^/]+)\/observables\/bulk$/

const Observables = v.array(v.object({ value: v.string(), type: v.string() }))

/** `undefined` if there is no such resource: the application is not installed, or has none of that name. */
export function answerElastic(call: Call): Answer | undefined {
  const [, scope = '', resource = ''] = ELASTIC_PATH.exec(call.path) ?? []
  const product = findProduct(call.instance.properties, scope)
  if (product?.scope !== scope) return undefined
  if (resource === 'health') return call.method === 'GET' ? healthAnswer(call, product) : methodNotAllowed()
  const [, id] = product.target === 'sn_si_incident' ? (OBSERVABLES_PATH.exec(resource) ?? []) : []
  if (id === undefined) return undefined
  return call.method === 'POST' ? storeObservables(call, product, id.toLowerCase()) : methodNotAllowed()
}

function healthAnswer({ instance }: Call, { scope }: Product): Answer {
  return jsonAnswer(200, { result: { name: 'Elastic', scope, version: applicationVersion(instance.properties) } })
}

function storeObservables(call: Call, { target }: Product, id: string): Answer {
  const rejection = findHeaderError(call)
  if (rejection) return rejection
  const given = v.safeParse(Observables, parseJson(call.body ?? '')?.value)
  if (!given.success) return invalidBody()
  if (!findTask(call.instance, target, id)) return noSuchRecord()
  const stored = addObservables(call.instance, id, given.output)
  return jsonAnswer(200, { result: stored.map(({ value, sys_id }) => ({ value, observable_sys_id: sys_id })) })
}
