// The routes of the HTTP API as serverless.yml has them, and the handler behind each.
import { readFileSync } from 'node:fs'

export type Route = {
  key: string
  /** The file in handlers/, without `.ts`. */
  handler: string
  /** The path parameters when a request is for this route. */
  match: (method: string, path: string) => Record<string, string> | undefined
}

const HANDLER_OR_ROUTE = /^ {4}handler: handlers\/([\w-]+)\.handler|method: ([A-Z]+)(?:,|\n) +path: '?([^ ',\n]+)/gm

export function readRoutes(): Route[] {
  const template = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8')
  let handler = ''
  return [...template.matchAll(HANDLER_OR_ROUTE)].flatMap(([, named, method = '', path = '']) => {
    handler = named ?? handler
    return named === undefined ? [routeOf(handler, method, path)] : []
  })
}

function routeOf(handler: string, method: string, path: string): Route {
  const pattern = new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
  return {
    key: `${method} ${path}`,
    handler,
    match: (called, at) => {
      const parameters = called === method ? pattern.exec(at)?.groups : undefined
      return parameters && mapValues(parameters, decodeURIComponent)
    },
  }
}

const mapValues = (record: Record<string, string>, change: (value: string) => string) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))
