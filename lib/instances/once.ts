// How a process comes to have one instance of something.

/** Makes a value at first use and keeps it as long as the process lives. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
