// A case as Kibana's Cases API returns it (`GET /api/cases/<id>`), and how it becomes the documented parameters of a
// push. Kibana's words end here.
import * as v from 'valibot'

const Text = v.nullish(v.string())
const Person = v.nullish(v.object({ username: Text, full_name: Text }))
const stamps = { created_at: Text, created_by: Person, updated_at: Text, updated_by: Person }

/** Kibana 7.9 gives comments no type: all of them are a user's. */
const Comment = v.object({ id: v.string(), type: v.optional(v.string(), 'user'), comment: Text, ...stamps })

export const KibanaCase = v.object({
  id: v.string(),
  title: v.string(),
  description: Text,
  tags: v.nullish(v.array(v.string())),
  status: Text,
  severity: Text,
  comments: v.nullish(v.array(Comment)),
  totalComment: v.nullish(v.number()),
  external_service: v.nullish(v.object({ connector_id: Text, external_id: Text })),
  ...stamps,
})
export type KibanaCase = v.InferOutput<typeof KibanaCase>

/** What to tell of a case that is pushed all the same. */
export type Note = 'comments missing' | 'other incident'

/**
 * The flat parameters of a push.
 * @param connectorId through which the case is pushed: an incident that Kibana knows by a connector of this id is the
 *   case's own; one of another connector may be in another instance
 */
export function paramsOf(kibanaCase: KibanaCase, connectorId: string): Record<string, unknown> {
  const { id, title, description, tags, status, severity, external_service: known } = kibanaCase
  return {
    savedObjectId: id,
    title,
    description,
    tags,
    status,
    severity,
    ...stampsOf(kibanaCase),
    ...(known?.connector_id === connectorId ? { externalId: known.external_id } : {}),
    comments: usersComments(kibanaCase).map((comment) => ({
      commentId: comment.id,
      comment: comment.comment,
      ...stampsOf(comment),
    })),
  }
}

/** What a person should know: Kibana's list of cases holds no comments, and another connector may have pushed first. */
export function notesOn({ comments, totalComment, external_service }: KibanaCase, connectorId: string): Note[] {
  const hasOther = external_service?.external_id != null && external_service.connector_id !== connectorId
  return [
    ...((totalComment ?? 0) > 0 && (comments ?? []).length === 0 ? ['comments missing' as const] : []),
    ...(hasOther ? ['other incident' as const] : []),
  ]
}

const usersComments = ({ comments }: KibanaCase) => (comments ?? []).filter(({ type }) => type === 'user')

type Stamps = Pick<KibanaCase, keyof typeof stamps>

function stampsOf({ created_at, created_by, updated_at, updated_by }: Stamps) {
  return {
    createdAt: created_at,
    createdBy: userOf(created_by),
    updatedAt: updated_at,
    updatedBy: userOf(updated_by),
  }
}

const userOf = (person: v.InferOutput<typeof Person>) =>
  person ? { fullName: person.full_name, username: person.username } : person
