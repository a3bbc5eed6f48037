// Calls that run side by side: all are over before the first failure counts, so that none outlives its push.

/** The result of a call that is over. @throws what the call threw */
export function valueOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason
  return settled.value
}
