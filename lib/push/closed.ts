// When an incident is no longer open.

/** Resolved, closed and canceled (servicenow-api.md §9): the states of an incident of the base system. */
export const CLOSED_STATES: readonly string[] = ['6', '7', '8']
