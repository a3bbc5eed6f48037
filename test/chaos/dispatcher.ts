// Which worker gets the next event: the least busy one, in the order of asking. Lambda gives a process one event at a
// time; here a process takes a few, so that more happens on one machine.
import type { Worker } from './worker.ts'

export type Dispatcher = {
  add(worker: Worker): void
  /** A worker with room for one more event. One that is stopped counts, for nobody can tell. */
  take(): Promise<Worker>
  /** To be called when a worker may have room. */
  serve: () => void
}

const MAX_AT_ONCE = 6

export function createDispatcher(): Dispatcher {
  const workers: Worker[] = []
  const waiting: ((worker: Worker) => void)[] = []
  const leastBusy = () =>
    workers
      .filter((worker) => worker.isUp() && worker.load() < MAX_AT_ONCE)
      .sort((one, other) => one.load() - other.load() || one.events() - other.events())[0]
  const serve = () => {
    for (let worker = leastBusy(); worker !== undefined && waiting.length > 0; worker = leastBusy()) {
      worker.take()
      waiting.shift()?.(worker)
    }
  }
  return {
    add: (worker) => {
      workers.push(worker)
      serve()
    },
    take: () => {
      const { promise, resolve } = Promise.withResolvers<Worker>()
      waiting.push(resolve)
      serve()
      return promise
    },
    serve,
  }
}
