// Where a connector may point: to hosts on the list of the deployment.

// Labels of letters, digits and inner hyphens; the last one starts with a letter, which rules out addresses.
const HOST_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}$/

/**
 * Whether a connector may point to this URL: https, a host name, no user info and no path. The name equals an entry of
 * the list, or lies below an entry that begins with `*.`. What the URL parser makes of the text is compared: it writes
 * an address in any spelling with dots or brackets, and an IDN as `xn--`.
 * @param allowedHosts names, `*.suffix`, and perhaps `http://127.0.0.1`, which allows that host over http
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
