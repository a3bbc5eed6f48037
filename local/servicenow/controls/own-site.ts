// Keeps other sites' pages from ordering anything here: a browser lets any page post to the loopback address. Programs
// send none of the headers that tell where a page comes from, and pass.
import type { MiddlewareHandler } from 'hono'

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Answers 403 to what changes something, unless it comes from these pages or from a program. */
export const refuseOtherSites: MiddlewareHandler = async ({ req, text }, next) => {
  if (req.method === 'GET' || req.method === 'HEAD' || isOwn(req.url, req.header.bind(req))) {
    await next()
    return undefined
  }
  return text('Refused: this request comes from the page of another site.\n', 403)
}

function isOwn(url: string, header: (name: string) => string | undefined): boolean {
  const site = header('sec-fetch-site')
  const origin = header('origin')
  if (site === undefined && origin === undefined) return true
  // A name that its owner has pointed to the loopback address makes another site's page look like one of this server.
  const { host, hostname } = new URL(url)
  if (!LOOPBACK.has(hostname)) return false
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host
}
