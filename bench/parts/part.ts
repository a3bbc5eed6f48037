// What a part of the benchmark is: a measurement in a process of its own, with servers of its own.
import type { Servers } from '../servers/servers.ts'

/** `quick`: a smoke run, whose figures mean nothing. */
export type Effort = 'full' | 'quick'

export type Means = {
  servers: Servers
  effort: Effort
  /** Says how far the part is. @param share from 0 to 1 */
  progress: (step: string, share: number) => void
}

export type Part<Result> = (means: Means) => Promise<Result>
