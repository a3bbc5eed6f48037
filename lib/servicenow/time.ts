// ServiceNow's form of a time.

/** `YYYY-MM-DD HH:MM:SS`, UTC, to epoch ms; undefined for anything else, such as a value hidden by an ACL. */
export function serviceNowTime(text: string | undefined): number | undefined {
  const [, day, hour] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(text ?? '') ?? []
  const timeMs = Date.parse(`${String(day)}T${String(hour)}Z`)
  return Number.isNaN(timeMs) ? undefined : timeMs
}
