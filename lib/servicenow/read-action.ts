// The sub-actions that only read ServiceNow (elastic-execute-api.md §7).
import type { SubAction } from '../case/sub-actions.ts'
import { getChoices, getFields, getRecord, type Source } from './metadata.ts'

/** A sub-action that changes nothing. */
export type ReadAction = Extract<SubAction, { subAction: 'getIncident' | 'getFields' | 'getChoices' }>

/** Its `data`. @throws PushError what ServiceNow answered, `incident_not_found` for a record that it does not have */
export function readAction(action: ReadAction, source: Source): Promise<unknown> {
  switch (action.subAction) {
    case 'getIncident':
      return getRecord(source, action.externalId)
    case 'getFields':
      return getFields(source)
    case 'getChoices':
      return getChoices(source, action.fields)
  }
}
