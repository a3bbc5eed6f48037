// What a campaign does is decided before it begins: by its options and its seed.
import { expect, test } from '@jest/globals'
import { planCase, planSequel, type Version } from './case-plan.ts'
import { chanceOf } from './chance.ts'
import { drawFault } from './network-faults.ts'
import { checkOptions, OPTIONS } from './options.ts'
import { drawOrder } from './servicenow-faults.ts'

const plansOf = (seed: number) =>
  Array.from({ length: 50 }, (_, n) => planCase(chanceOf(seed), `chaos-${seed}-${n}`, 20_000))

test('a seed makes the same plans again, and another seed others', () => {
  expect(plansOf(1)).toEqual(plansOf(1))
  expect(JSON.stringify(plansOf(2)).replaceAll('chaos-2', 'chaos-1')).not.toBe(JSON.stringify(plansOf(1)))
})

test('every plan pushes its newest version, and the seed plans what the campaign is there for', () => {
  const plans = plansOf(1)
  for (const { versions, calls } of plans) expect(calls.map(({ version }) => version)).toContain(versions.at(-1))
  const calls = plans.flatMap((plan) => plan.calls)
  expect(new Set(calls.map(({ name }) => name.replace(/^\d+-/, '')))).toEqual(
    new Set(['first', 'twin', 'repeat', 'late']),
  )
  expect(new Set(calls.map(({ through }) => through)).size).toBe(2)
  expect(new Set(calls.map(({ manner }) => manner)).size).toBe(3)
})

/** The texts of each comment, version by version. */
const textsById = (versions: readonly Version[]) =>
  new Map(
    [
      ...Map.groupBy(
        versions.flatMap(({ comments }) => comments),
        ({ id }) => id,
      ),
    ].map(([id, comments]) => [id, comments.map(({ text }) => text)]),
  )

/** Each text once for every time that it followed another. */
const runsOf = (texts: readonly string[]) => texts.filter((text, at) => text !== texts[at - 1])

test('only comments "ok" share a text, and none is edited back to an earlier one', () => {
  for (const { versions } of plansOf(1)) {
    const texts = new Map<string, Set<string>>()
    for (const { id, text } of versions.flatMap(({ comments }) => comments))
      texts.set(text, (texts.get(text) ?? new Set()).add(id))
    const shared = [...texts].filter(([, ids]) => ids.size > 1).map(([text]) => text)
    expect(shared.filter((text) => !/^ok( \(added at .*)?$/.test(text))).toEqual([])
    for (const later of textsById(versions).values()) expect(runsOf(later)).toHaveLength(new Set(later).size)
  }
})

test('a sequel changes no field', () => {
  const [plan] = plansOf(1)
  if (plan === undefined) throw new Error('no plan')
  const sequel = planSequel(chanceOf(1), plan)
  const [before, after] = [plan.versions.at(-1), sequel.versions.at(-1)]
  expect([after?.title, after?.description]).toEqual([before?.title, before?.description])
  expect(after?.comments).toHaveLength((before?.comments.length ?? 0) + 1)
})

test('the options are 120 s and a seed of the clock unless given', () => {
  expect(checkOptions({ seconds: OPTIONS.seconds.default }, 41)).toEqual({ seconds: 120, seed: 42 })
  expect(checkOptions({ seconds: '600', seed: '7' }, 0)).toEqual({ seconds: 600, seed: 7 })
})

test.each([
  [{ seconds: '119' }, '--seconds must be a whole number from 120 to 86400, not 119'],
  [{ seconds: 'long' }, '--seconds must be a whole number from 120 to 86400, not long'],
  [{ seconds: '120', seed: '0' }, '--seed must be a whole number from 1 to 2147483647, not 0'],
])('the options %j are refused', (options, message) => {
  expect(() => checkOptions(options, 0)).toThrow(message)
})

test('no write that ServiceNow rejects for certain is carried out, and none comes later than 60 s', () => {
  const orders = Array.from({ length: 2_000 }, (_, n) => drawOrder(chanceOf(1), `write ${n}`, 'PATCH').fault)
  const statuses = orders.filter((fault) => fault.kind === 'status')
  expect(statuses.filter(({ status, commit }) => commit === true && [401, 405, 406, 415].includes(status))).toEqual([])
  expect(statuses.filter(({ commit }) => commit === true).length).toBeGreaterThan(50)
  const laterMs = orders.map((fault) =>
    fault.kind === 'late-commit' ? fault.delayMs + (fault.journalDelayMs ?? 0) : 0,
  )
  const heldMs = Array.from({ length: 2_000 }, (_, n) => {
    const { holdMs, splitMs } = drawFault(chanceOf(1), `call ${n}`, 'ServiceNow').passage
    return holdMs + splitMs
  })
  expect(Math.max(...heldMs)).toBeGreaterThan(45_000)
  expect(Math.max(...heldMs) + Math.max(...laterMs)).toBeLessThan(60_000)
})
