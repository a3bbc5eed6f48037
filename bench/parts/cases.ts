// The cases that are pushed: the flat shape of a request's `subActionParams`.
import { randomUUID } from 'node:crypto'

export type Comment = { commentId: string; comment: string; createdAt: string; createdBy: User }
export type Case = {
  savedObjectId: string
  title: string
  description: string
  createdAt: string
  createdBy: User
  comments: Comment[]
}
type User = { fullName: string; username: string }

const CREATED = { createdAt: '2026-03-31T08:36:45.661Z', createdBy: { fullName: 'Alan Hunley', username: 'ahunley' } }
const TEXT = 'A suspicious email banner advertises cheap holidays. Who clicked on it is being found out.'

/** A new case. @param comments how many */
export function newCase(comments: number, description = TEXT): Case {
  return {
    savedObjectId: randomUUID(),
    title: 'Suspicious email',
    description,
    ...CREATED,
    comments: Array.from({ length: comments }, (_, at) => ({
      commentId: randomUUID(),
      comment: `Comment ${at + 1}. ${TEXT}`,
      ...CREATED,
    })),
  }
}

/** The same case with another title and so many comments. */
export function changedCase({ savedObjectId }: Case, comments: number): Case {
  return { ...newCase(comments), savedObjectId, title: 'Suspicious email, confirmed' }
}
