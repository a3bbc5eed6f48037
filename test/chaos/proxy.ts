// A TCP proxy that carries each request as it is told. What has left its sender is delivered even when the sender is
// gone, but never later than ServiceNow would still be working on it.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerWay } from './answer-way.ts'
import { PLAIN, type Passage } from './passage.ts'
import { createRequestReader, type CarriedRequest } from './requests.ts'

/** ServiceNow cancels a transaction 60 s after its first byte: nothing is delivered later. */
const MAX_CARRIED_MS = 60_000

/** How long an answer is awaited. */
const MAX_UNANSWERED_MS = 30_000

export type Decide = (request: CarriedRequest) => Passage
export type Proxy = { url: string; close(): Promise<void> }
type Open = () => Socket

export async function startProxy(target: string, decide: Decide): Promise<Proxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket.setNoDelay(true))
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  }
  const server = createServer((sender) => {
    carryAll(keep(sender), () => keep(connect(Number(port), hostname)), decide)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server.close(), 'close')
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function carryAll(sender: Socket, open: Open, decide: Decide): void {
  const read = createRequestReader()
  let receiver: Socket | undefined
  let answer = answerWay(sender, PLAIN)
  let underWay = 0
  const leave = () => {
    const left = receiver
    receiver = undefined
    left?.destroy()
  }
  const connected = (): Socket => {
    if (receiver !== undefined && !receiver.destroyed) return receiver
    const opened = open()
    opened.on('data', (chunk: Buffer) => {
      opened.pause()
      void answer.pass(chunk).then(() => opened.resume())
    })
    opened.on('close', (hadError) => {
      if (opened === receiver) answer.end(hadError)
    })
    receiver = opened
    return opened
  }
  const carry = async (request: CarriedRequest, passage: Passage) => {
    if (passage.ownAnswer !== undefined) sender.write(passage.ownAnswer)
    if (passage.resets === 'first') sender.resetAndDestroy()
    if (passage.delivers === 'nothing') return
    if (passage.holdMs > 0) {
      leave() // the far side would close it meanwhile
      await sleep(passage.holdMs)
    }
    const { begun } = answer
    if (passage.copyMs !== undefined) void copyLater(request, passage.copyMs, open)
    await deliver(request, passage, connected())
    if (passage.resets === 'then') sender.resetAndDestroy()
    if (passage.delivers === 'half') leave()
    else await Promise.race([begun, sleep(MAX_UNANSWERED_MS, undefined, { ref: false })])
  }
  sender.on('data', (chunk: Buffer) => {
    for (const request of read(chunk, Date.now())) {
      const passage = decide(request)
      answer = answerWay(sender, passage)
      underWay += 1
      void carry(request, passage).finally(() => {
        underWay -= 1
        if (sender.destroyed) leave()
      })
    }
  })
  sender.on('close', () => {
    if (underWay === 0) leave()
  })
}

async function deliver({ bytes, firstByteAtMs }: CarriedRequest, passage: Passage, receiver: Socket): Promise<void> {
  const { delivers, splitMs } = passage
  const middle = Math.floor(bytes.length / 2)
  const halves = [bytes.subarray(0, middle), bytes.subarray(middle)]
  const parts = delivers === 'half' ? halves.slice(0, 1) : splitMs > 0 ? halves : [bytes]
  for (const [index, part] of parts.entries()) {
    if (index > 0) await sleep(splitMs)
    if (receiver.destroyed || Date.now() - firstByteAtMs > MAX_CARRIED_MS) return
    await new Promise((resolve) => receiver.write(part, resolve))
  }
}

async function copyLater(request: CarriedRequest, copyMs: number, open: Open): Promise<void> {
  await sleep(copyMs, undefined, { ref: false })
  const receiver = open().resume()
  await deliver(request, PLAIN, receiver)
  await sleep(MAX_UNANSWERED_MS, undefined, { ref: false })
  receiver.destroy()
}
