// What the AWS clients of this process have in common. One file a client: a function's bundle holds only those it uses.

/** Wall clock. */
export const systemClock = { now: () => Date.now() }

/**
 * Options of a client: three attempts, each answered within so many ms.
 * Without throwOnRequestTimeout a request timeout only warns.
 */
export const clientOptions = (requestTimeout: number) => ({ maxAttempts: 3, requestHandler: { requestTimeout, connectionTimeout: 1_000, throwOnRequestTimeout: true } })

/** Made at first use and kept as long as the process lives. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
