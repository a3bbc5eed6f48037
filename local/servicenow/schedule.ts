// Things that happen later, and that must not happen any more once the stand-in is emptied or closed.

export type Schedule = { after: (milliseconds: number, action: () => void) => void; cancel: () => void }

export function createSchedule(): Schedule {
  const pending = new Set<NodeJS.Timeout>()
  return {
    after: (milliseconds, action) => {
      const timer = setTimeout(() => {
        pending.delete(timer)
        action()
      }, milliseconds)
      pending.add(timer)
    },
    cancel: () => {
      pending.forEach(clearTimeout)
      pending.clear()
    },
  }
}
