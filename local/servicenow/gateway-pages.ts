// The HTML that answers in ServiceNow's place: proxies with no node behind them, a developer
// instance asleep, the sign-in page.

const reasons: Record<number, string> = {
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
}

export const isGatewayStatus = (status: number): boolean => status in reasons

/** The page an nginx or F5 in front of an instance sends: no JSON, no envelope. */
export function gatewayPage(status: number): string {
  const title = `${status} ${reasons[status] ?? 'Error'}`
  const head = `<head><title>${title}</title></head>`
  const body = `<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>`
  return `<html>\r\n${head}\r\n${body}\r\n</html>\r\n`
}

export const hibernatingPage =
  '<!DOCTYPE html><html><head><title>Instance Hibernating page</title></head>' +
  '<body><h1>Your instance is hibernating</h1><p>Sign in to the developer site to wake your instance.</p></body></html>'

export const loginPage =
  '<!DOCTYPE html><html><head><title>Log in | ServiceNow</title></head>' +
  '<body><h1>Log in</h1><p>This stand-in has no login: its pages are open.</p></body></html>'
