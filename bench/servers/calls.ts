// Counts the HTTP calls that a piece of work makes, whatever else is under way in this process.
import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import type { Servers } from './servers.ts'

export type Calls = { servicenow: number; dynamodb: number }

const current = new AsyncLocalStorage<Calls>()

/** @returns a function that runs a piece of work and returns its calls */
export function createCallCounter({ serviceNowUrl, dynamoDBUrl }: Servers) {
  const hosts = new Map([
    [new URL(serviceNowUrl).host, 'servicenow' as const],
    [new URL(dynamoDBUrl).host, 'dynamodb' as const],
  ])
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { request: ClientRequest }
    const server = hosts.get(String(request.getHeader('host')))
    const calls = current.getStore()
    if (server !== undefined && calls !== undefined) calls[server] += 1
  })
  return async (work: () => Promise<unknown>): Promise<Calls> => {
    const calls = { servicenow: 0, dynamodb: 0 }
    await current.run(calls, work)
    return calls
  }
}
