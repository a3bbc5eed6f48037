// What all AWS clients of a process have in common.

/**
 * Options of a client: three attempts, each answered within `requestTimeoutMs`.
 * Without throwOnRequestTimeout a request timeout only warns.
 */
export const clientOptions = (requestTimeoutMs: number) => ({
  maxAttempts: 3,
  requestHandler: { requestTimeout: requestTimeoutMs, connectionTimeout: 1_000, throwOnRequestTimeout: true },
})
