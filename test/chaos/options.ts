// The options of `npm run test:chaos`, and its help.
import { wholeNumber } from '../../scripts/command-line.ts'
import { MIN_SECONDS, STOPS_S } from './schedule.ts'

export type Options = { seconds: number; seed: number }

const MAX_SEED = 2 ** 31 - 1

export const USAGE = `Usage: npm run test:chaos -- [--seconds N] [--seed S]

Pushes many cases at once through separate processes that are killed and stopped, over a bad network to DynamoDB
and ServiceNow, through the HTTP API and the queue, and checks each case against ServiceNow once it is settled.
Exit code 1 on a violation, with the history of its case.

  --seconds N  how long the campaign takes, settling included; at least ${MIN_SECONDS}, by default 120
  --seed S     of every plan, 1 to ${MAX_SEED}; by default from the clock
  --help       show this text

A write is settled after 75 s, what a killed process left after 103 s (HTTP API) or 186 s (queue). So trouble stops
before the end, and a short campaign has less of it:
  calls of ServiceNow fail until ${STOPS_S.write} s before the end, or sooner;
  workers of the HTTP API are killed, stopped and cut off from DynamoDB until ${STOPS_S.api} s before the end;
  workers of the queue until ${STOPS_S.queue} s before the end.
A campaign of 120 s kills nobody. Take 600 for all kinds of trouble.

The seed repeats the plans of cases and workers. Real time does not repeat itself, so two runs of a seed differ.

Example: npm run test:chaos -- --seconds 600 --seed 1`

export const OPTIONS = { seconds: { type: 'string', default: '120' }, seed: { type: 'string' } } as const

/** @throws RangeError which names the option that is wrong */
export function checkOptions({ seconds, seed }: { seconds: string; seed?: string }, nowMs: number): Options {
  return {
    seconds: wholeNumber('--seconds', seconds, MIN_SECONDS, 86_400),
    seed: seed === undefined ? 1 + (nowMs % 1_000_000_000) : wholeNumber('--seed', seed, 1, MAX_SEED),
  }
}
