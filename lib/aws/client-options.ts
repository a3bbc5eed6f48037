// Options that all AWS clients of this project share.

/**
 * Options of a client that makes three attempts, each of which must be answered within `requestTimeoutMs`. Without
 * throwOnRequestTimeout the SDK only warns of a request timeout.
 */
export const clientOptions = (requestTimeoutMs: number) => ({
  maxAttempts: 3,
  requestHandler: { requestTimeout: requestTimeoutMs, connectionTimeout: 1_000, throwOnRequestTimeout: true },
})
