// What the kernel still sends after an exchange gave its request up, while the process lives on: nothing. Shown over a
// wire between two network namespaces that loses packets for 2 s.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Report } from './caller.ts'
import { findIsolation, startIsolated } from './wire.ts'

const isolation = findIsolation()
const isSkipped = isolation === undefined && process.env['CI'] !== 'true'
const title = isSkipped ? 'SKIPPED, for want of `ip` or of the right to make network namespaces: ' : ''

;(isSkipped ? describe.skip : describe)(`${title}with packets lost for a while`, () => {
  let caller: ChildProcess | undefined
  let report: Report = {}
  beforeAll(async () => {
    if (isolation === undefined)
      throw new Error('CI must run these: it needs `ip`, and to make namespaces CAP_NET_ADMIN and CAP_SYS_ADMIN')
    caller = startIsolated('caller.ts', isolation)
    const exited = once(caller, 'exit').then(([code]) => {
      throw new Error(`the caller exited with ${String(code)}`)
    })
    report = (await Promise.race([once(caller, 'message'), exited]))[0] as Report
  }, 120_000)
  afterAll(() => {
    caller?.disconnect()
  })

  const CALLS = ['http small', 'http large', 'https small', 'https large']

  test.each(CALLS)('no byte of a request (%s) arrives after it was given up', (call) => {
    const { error, before, after } = report[`reset ${call}`] ?? {}
    expect(error).toEqual({ effect: 'open', reason: 'timeout' })
    expect(before).toEqual({ connections: 1, bytes: expect.any(Number) })
    expect(after).toEqual(before)
  })

  test.each(['http', 'https'])('a connection (%s) that was given up before it was made is never made', (scheme) => {
    const { error, after } = report[`connect ${scheme}`] ?? {}
    expect(error).toEqual({ effect: 'none', reason: 'timeout' })
    expect(after).toEqual({ connections: 0, bytes: 0 })
  })

  test.each(CALLS)('on a connection that is merely closed, bytes of the same request (%s) do arrive', (call) => {
    const { before, after } = report[`control ${call}`] ?? {}
    expect(after?.connections).toBe(1)
    expect(after?.bytes).toBeGreaterThan(before?.bytes ?? Infinity)
  })
})
