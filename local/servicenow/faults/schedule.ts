// Actions that run later, and that must not run after the stand-in is cleared or closed.

export type Schedule = { after: (delayMs: number, action: () => void) => void; cancel: () => void }

export function createSchedule(): Schedule {
  const pending = new Set<NodeJS.Timeout>()
  return {
    after: (delayMs, action) => {
      const timer = setTimeout(() => {
        pending.delete(timer)
        action()
      }, delayMs)
      pending.add(timer)
    },
    cancel: () => {
      pending.forEach(clearTimeout)
      pending.clear()
    },
  }
}
