// How far a run is, on stderr: a bar that is drawn again and again at a terminal, and otherwise one line for each case
// that begins to wait for another reason.
import { stripVTControlCharacters, styleText } from 'node:util'
import type { WriteStream } from 'node:tty'
import type { Wait } from './push-attempts.ts'

export type Progress = {
  /** Writes lines above the bar. */
  line: (stream: NodeJS.WriteStream, text: string) => void
  /** @param name of the case @returns to be called when the wait is over */
  waiting: (name: string, wait: Wait) => () => void
  counted: (outcome: 'pushed' | 'failed') => void
  end: () => void
}

const REDRAW_MS = 200
const BAR_WIDTH = 20

/** @param readShare how much of the input is read, 0 to 1, if that is known */
export function progressOn(stderr: WriteStream, readShare: () => number | undefined): Progress {
  const waits = new Set<Wait>()
  const counts = { pushed: 0, failed: 0 }
  const startedMs = Date.now()
  const line: Progress['line'] = (stream, text) => {
    stream.write(`${text}\n`)
  }
  const counted: Progress['counted'] = (outcome) => {
    counts[outcome] += 1
  }
  if (!stderr.isTTY) return { line, counted, waiting: lineOnChange(stderr), end: () => undefined }

  const erase = () => stderr.write('\r\u001B[K')
  const draw = () => {
    const state = { waits: [...waits], ...counts, share: readShare(), nowMs: Date.now(), startedMs }
    stderr.write(`\r\u001B[K${fitted(barOf(state, styled(stderr)), (stderr.columns || 80) - 1)}`)
  }
  const timer = setInterval(draw, REDRAW_MS)
  return {
    line: (stream, text) => {
      erase()
      line(stream, text)
      draw()
    },
    counted,
    waiting: (_, wait) => {
      waits.add(wait)
      return () => waits.delete(wait)
    },
    end: () => {
      clearInterval(timer)
      erase()
    },
  }
}

function lineOnChange(stderr: NodeJS.WriteStream): Progress['waiting'] {
  const told = new Map<string, string>()
  return (name, { code, message, untilMs }) => {
    if (told.get(name) !== code)
      stderr.write(`${name}  waiting ${secondsTo(untilMs, Date.now())} (${code}): ${message}\n`)
    told.set(name, code)
    return () => undefined
  }
}

type State = {
  waits: readonly Wait[]
  pushed: number
  failed: number
  share: number | undefined
  nowMs: number
  startedMs: number
}
type Style = (format: 'green' | 'red' | 'yellow' | 'dim', text: string) => string

/** Colors where the stream takes them and NO_COLOR is not set. */
export const styled =
  (stream: NodeJS.WriteStream): Style =>
  (format, text) =>
    styleText(format, text, { stream })

/** One line: the bar, what is done, failed and waiting, the rate, and the time left. */
export function barOf({ waits, pushed, failed, share, nowMs, startedMs }: State, style: Style): string {
  const passedS = Math.max(0.001, (nowMs - startedMs) / 1000)
  const done = pushed + failed
  const next = waits.toSorted((one, other) => one.untilMs - other.untilMs)[0]
  // What is read is at most a few cases ahead of what is done.
  const leftS =
    share === undefined || share === 0 || share === 1 || done < 2 ? undefined : (passedS / share) * (1 - share)
  return [
    ...(share === undefined ? [] : [`[${'#'.repeat(share * BAR_WIDTH).padEnd(BAR_WIDTH, '-')}]`]),
    style('green', `${pushed} pushed`),
    ...(failed === 0 ? [] : [style('red', `${failed} failed`)]),
    ...(next === undefined
      ? []
      : [style('yellow', `${waits.length} waiting ${secondsTo(next.untilMs, nowMs)} (${next.code}): ${next.message}`)]),
    ...(done === 0 ? [] : [`${(done / passedS).toFixed(1)}/s`]),
    ...(leftS === undefined ? [] : [style('dim', `${durationOf(leftS * 1000)} left`)]),
  ].join('  ')
}

const secondsTo = (untilMs: number, nowMs: number) => `${Math.max(0, Math.ceil((untilMs - nowMs) / 1000))} s`

/** As people say it: `850 ms`, `12 s`, `3 min`. */
export function durationOf(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 120_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
  return `${Math.round(ms / 60_000)} min`
}

/** Without colors where it is too long: a code that is cut through would color the rest of the terminal. */
const fitted = (text: string, columns: number) => {
  const plain = stripVTControlCharacters(text)
  return plain.length <= columns ? text : plain.slice(0, columns)
}
