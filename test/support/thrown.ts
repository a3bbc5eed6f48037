// What a call threw, where the test is about the error. Anything but a PushError fails the test.
import { PushError } from '../../lib/errors.ts'

export function thrownBy(call: () => unknown): PushError {
  try {
    call()
  } catch (error) {
    if (error instanceof PushError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

export async function rejectionOf(promise: Promise<unknown>): Promise<PushError> {
  const settled = await promise.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  )
  if (settled instanceof PushError) return settled
  throw settled
}

/** The offending paths, and what was expected there, as an answer lists them. */
export const problemsIn = (error: PushError) => error.problems.map(({ path, expected }) => `${path} ${expected}`)
