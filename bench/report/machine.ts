// The machine that measures.
import os from 'node:os'
import type { Machine } from './results.ts'

export function thisMachine(now: Date): Machine {
  return {
    processor: os.cpus()[0]?.model ?? 'unknown',
    cores: os.cpus().length,
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    platform: `${os.type()} ${os.arch()}`,
    node: process.versions.node,
    date: now.toISOString().slice(0, 10),
  }
}

export function describeMachine({ processor, cores, memoryGb, platform, node, date }: Machine): string {
  return `${processor}, ${cores} cores, ${memoryGb} GB, ${platform}, Node ${node}, ${date}`
}
