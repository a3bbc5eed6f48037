// Processor time, for the few tests that limit it: it does not grow while other processes keep the machine busy.

/** What the work takes of this thread's processor time. */
export function processorMsOf(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

/**
 * The first of these sizes at which the work takes longer than the limit. Work in proportion to its size takes long at
 * no size; sizes that grow step by step end a test soon after the work has become too slow.
 * @param sizes ascending
 */
export function firstSlowSize(
  sizes: readonly number[],
  limitMs: number,
  work: (size: number) => void,
): number | undefined {
  return sizes.find((size) => {
    const spentMs = processorMsOf(() => {
      work(size)
    })
    return spentMs > limitMs
  })
}
