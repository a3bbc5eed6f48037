// The HTML pages that a client gets instead of JSON: from a proxy with no node behind it, and from a developer instance
// that hibernates.

const REASONS: Record<number, string> = {
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
}

export const isGatewayStatus = (status: number): boolean => status in REASONS

/** The page that an nginx in front of the instance sends. */
export function gatewayPage(status: number): string {
  const title = `${status} ${REASONS[status] ?? 'Error'}`
  const head = `<head><title>${title}</title></head>`
  const body = `<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>`
  return `<html>\r\n${head}\r\n${body}\r\n</html>\r\n`
}

export const HIBERNATING_PAGE =
  '<!DOCTYPE html><html><head><title>Instance Hibernating page</title></head>' +
  '<body><h1>Your instance is hibernating</h1><p>Sign in to the developer site to wake your instance.</p></body></html>'
