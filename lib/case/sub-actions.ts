// The sub-actions of the execute call besides pushToService (elastic-execute-api.md §7), each with its parameters.
import * as v from 'valibot'
import { PushError } from '../errors.ts'
import { ColumnName, CorrelationId, ExternalId } from '../schema/identifiers.ts'
import { memberOf, smallArray } from '../schema/objects.ts'
import { closedObject, firstProblemsOf } from '../schema/problems.ts'

const MAX_FIELDS = 50

const paramsOf = <N extends string, E extends v.ObjectEntries>(name: N, entries: E) =>
  closedObject({ params: closedObject({ subAction: v.literal(name), subActionParams: closedObject(entries) }) })

const Incident = closedObject({ externalId: v.nullish(ExternalId), correlation_id: v.nullish(CorrelationId) })

/** What is told of a body that names no incident; the last words are Kibana's. */
export const NO_TARGET = 'must hold an externalId or a correlation_id: No correlationId or incidentId found.'

/** The body of `closeIncident`. */
export const CloseBody = paramsOf('closeIncident', {
  incident: v.pipe(
    Incident,
    v.check(({ externalId, correlation_id }) => (externalId ?? correlation_id ?? undefined) !== undefined, NO_TARGET),
  ),
})

/** The bodies of the sub-actions that push no case. */
export const BODIES = {
  getIncident: paramsOf('getIncident', { externalId: ExternalId }),
  getFields: paramsOf('getFields', {}),
  getChoices: paramsOf('getChoices', {
    fields: v.pipe(smallArray(ColumnName, MAX_FIELDS, 'fields'), v.nonEmpty('must not be empty')),
  }),
  closeIncident: CloseBody,
}

/** Which incident to close: one that is named by its sys_id, or the newest of a correlation id. */
export type CloseTarget = { externalId?: string; correlationId?: string }

export type SubAction =
  | { subAction: 'pushToService' }
  | { subAction: 'getIncident'; externalId: string }
  | { subAction: 'getFields' }
  | { subAction: 'getChoices'; fields: string[] }
  | { subAction: 'closeIncident'; target: CloseTarget }

/**
 * Which sub-action a body asks for. One of a case is not validated here.
 * @param body the parsed JSON: `{params: {subAction, subActionParams}}`
 * @throws PushError `unsupported_sub_action`, and `invalid_request` with the offending paths
 */
export function parseSubAction(body: unknown): SubAction {
  const subAction = memberOf(memberOf(body, 'params'), 'subAction')
  // What is no name is for the schema of a case to refuse.
  if (typeof subAction !== 'string' || subAction === 'pushToService') return { subAction: 'pushToService' }
  switch (subAction) {
    case 'getIncident':
      return { subAction, externalId: validated(BODIES.getIncident, body).externalId }
    case 'getFields':
      validated(BODIES.getFields, body)
      return { subAction }
    case 'getChoices':
      return { subAction, fields: validated(BODIES.getChoices, body).fields }
    case 'closeIncident':
      return { subAction, target: closeTargetOf(validated(BODIES.closeIncident, body).incident) }
    default:
      throw new PushError('unsupported_sub_action')
  }
}

/** @throws PushError `invalid_request` */
export function parseClose(body: unknown): CloseTarget {
  return closeTargetOf(validated(CloseBody, body).incident)
}

function closeTargetOf({ externalId, correlation_id }: v.InferOutput<typeof Incident>): CloseTarget {
  return {
    ...(externalId === null || externalId === undefined ? {} : { externalId }),
    ...(correlation_id === null || correlation_id === undefined ? {} : { correlationId: correlation_id }),
  }
}

type Body<P> = v.GenericSchema<unknown, { params: { subActionParams: P } }>

function validated<P>(schema: Body<P>, body: unknown): P {
  const result = v.safeParse(schema, body, { abortPipeEarly: true })
  if (!result.success) throw new PushError('invalid_request', firstProblemsOf(result.issues, '', 'body'))
  return result.output.params.subActionParams
}
