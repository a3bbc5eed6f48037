// Keeps an open page current: asks for it again every second while it is visible, and changes only what is different.
// Focus, typed text, open details and the scroll position stay. Without this script the pages work the same, but stand
// still.
;(() => {
  const INTERVAL_MS = 1_000
  const TIMEOUT_MS = 5_000
  const GONE = 'The stand-in does not answer. This page shows its last state and asks again every second.'
  const connection = document.getElementById('connection')
  let tag
  let timer
  let lastTurn = 0

  async function refresh() {
    clearTimeout(timer)
    if (document.hidden) return
    const turn = (lastTurn += 1)
    try {
      const text = await ask()
      if (turn !== lastTurn) return
      if (text !== undefined) show(new DOMParser().parseFromString(text, 'text/html'))
      say('')
    } catch {
      if (turn !== lastTurn) return
      say(GONE)
    }
    timer = setTimeout(refresh, INTERVAL_MS)
  }

  /** `undefined` if nothing has changed. */
  async function ask() {
    const headers = tag === undefined ? {} : { 'if-none-match': tag }
    const response = await fetch(location.href, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (response.status === 304) return undefined
    if (!response.ok && response.status !== 404) throw new Error(String(response.status))
    const text = await response.text()
    tag = response.headers.get('etag') ?? undefined
    return text
  }

  function say(text) {
    if (connection.textContent !== text) connection.textContent = text
  }

  function show(fresh) {
    const focused = document.activeElement
    document.title = fresh.title
    for (const part of ['header', 'main']) update(document.querySelector(part), fresh.querySelector(part))
    if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true })
  }

  function update(old, fresh) {
    if (old.isEqualNode(fresh)) return
    if (!(old instanceof Element)) old.nodeValue = fresh.nodeValue
    else if (!old.hasAttribute('data-keep')) {
      updateAttributes(old, fresh)
      updateChildren(old, fresh)
    }
  }

  /** Whether details are open is up to the reader. */
  function updateAttributes(old, fresh) {
    const names = new Set([...old.getAttributeNames(), ...fresh.getAttributeNames()])
    if (old.localName === 'details') names.delete('open')
    for (const name of names) {
      const value = fresh.getAttribute(name)
      if (value === null) old.removeAttribute(name)
      else if (value !== old.getAttribute(name)) old.setAttribute(name, value)
    }
  }

  /** Children with an id are recognized wherever they go, others by their place. */
  function updateChildren(old, fresh) {
    const known = new Map([...old.children].filter(({ id }) => id !== '').map((child) => [child.id, child]))
    let next = old.firstChild
    for (const child of [...fresh.childNodes]) {
      const same = child.id ? known.get(child.id) : isAlike(next, child) ? next : undefined
      if (same === undefined) old.insertBefore(document.importNode(child, true), next)
      else {
        if (same === next) next = next.nextSibling
        else old.insertBefore(same, next)
        update(same, child)
      }
    }
    while (next !== null) {
      const after = next.nextSibling
      next.remove()
      next = after
    }
  }

  const isAlike = (old, fresh) => old !== null && old.nodeName === fresh.nodeName && !old.id

  document.querySelector('form[role="search"]')?.addEventListener('input', ({ target }) => {
    history.replaceState(null, '', target.value.trim() === '' ? '/' : `/?${new URLSearchParams({ q: target.value })}`)
    tag = undefined
    void refresh()
  })
  document.addEventListener('visibilitychange', refresh)
  timer = setTimeout(refresh, INTERVAL_MS)
})()
