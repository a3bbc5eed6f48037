// Where a connector may point.

// Labels of letters, digits and inner hyphens, the last no number: no address, no empty label, no dot at the end.
const HOST_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}$/

/**
 * Whether a connector may point to this URL: https, a name (no address), no user info, no path; the host name equal
 * to an entry of the list, or below one that begins with `*.`. Compared is what the URL parser makes of the text: an
 * address in any spelling is dotted or in brackets, an IDN is `xn--`. An entry `http://127.0.0.1` lets that host in over http.
 */
export function isAllowed(apiUrl: string, allowedHosts: readonly string[]): boolean {
  if (!URL.canParse(apiUrl)) return false
  const url = new URL(apiUrl)
  if (url.username !== '' || url.password !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return false
  if (url.protocol === 'http:') return url.hostname === '127.0.0.1' && allowedHosts.includes('http://127.0.0.1')
  if (url.protocol !== 'https:' || !HOST_NAME.test(url.hostname)) return false
  return allowedHosts.some((entry) =>
    entry.startsWith('*.') ? url.hostname.endsWith(entry.slice(1)) : url.hostname === entry,
  )
}
