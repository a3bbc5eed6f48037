// Virtual time: events in their order, and between two of them everything that the code under test does at once.
// And the processes that live in it: each with its own clock, each may freeze or die.
import type { WaitingClock } from '../../lib/clock.ts'

export type Scheduler = {
  /** True time, epoch ms. */
  now(): number
  at(time: number, happen: () => void): void
  /** Runs events until there are none, the next is later than `end`, or `isOver`. */
  runUntil(end: number, isOver: () => boolean): Promise<void>
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))
// Asked for while promises are being settled, as in runUntil: it comes once all of them are.
const nothingLeftToDo = () =>
  new Promise((resolve) => {
    process.nextTick(resolve)
  })

export function createScheduler(start: number): Scheduler {
  const events: { time: number; happen: () => void }[] = []
  let now = start
  return {
    now: () => now,
    at(time, happen) {
      let place = events.length
      while (place > 0 && (events[place - 1]?.time ?? 0) <= time) place -= 1
      events.splice(place, 0, { time, happen })
    },
    async runUntil(end, isOver) {
      await nextTurn()
      for (let event = events.pop(); event !== undefined && event.time <= end && !isOver(); event = events.pop()) {
        now = Math.max(now, event.time)
        event.happen()
        await nothingLeftToDo()
      }
    },
  }
}

/** One host at work on one request. Its clock is `skew` ms ahead. */
export type Process = { name: string; skew: number; frozenUntil: number; isDead: boolean; clock: WaitingClock }

export function createProcess(scheduler: Scheduler, name: string, skew: number): Process {
  const now = () => scheduler.now() + skew
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      within(scheduler, process, scheduler.now() + ms, resolve)
    })
  const process: Process = { name, skew, frozenUntil: 0, isDead: false, clock: { now, sleep } }
  return process
}

/** Lets something happen in a process: when it is due, or when the process thaws; never once it is dead. */
export function within(scheduler: Scheduler, process: Process, time: number, happen: () => void): void {
  scheduler.at(time, () => {
    if (process.isDead) return
    if (process.frozenUntil > scheduler.now()) within(scheduler, process, process.frozenUntil, happen)
    else happen()
  })
}
