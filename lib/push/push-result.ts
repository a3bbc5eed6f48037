// What a successful push answers: the documented `data` (elastic-execute-api.md §1, §5).

/** `title` is the incident's number, `id` its sys_id; dates ISO 8601. `comments` is absent when the case has none. */
export type PushResult = {
  title: string
  id: string
  pushedDate: string
  url: string
  comments?: { commentId: string; pushedDate: string }[]
}
