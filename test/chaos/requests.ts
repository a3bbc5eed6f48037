// HTTP requests in a stream of bytes: where each ends, so that a proxy can treat each as one.

/** `firstByteAtMs`: when the proxy read its first byte, epoch ms. */
export type CarriedRequest = { bytes: Buffer; firstByteAtMs: number }

/** @returns the requests that are whole with this chunk */
export type RequestReader = (chunk: Buffer, nowMs: number) => CarriedRequest[]

export function createRequestReader(): RequestReader {
  let unread = Buffer.alloc(0)
  let firstByteAtMs = 0
  return (chunk, nowMs) => {
    if (unread.length === 0) firstByteAtMs = nowMs
    unread = Buffer.concat([unread, chunk])
    const requests: CarriedRequest[] = []
    for (let length = lengthOf(unread); length <= unread.length; length = lengthOf(unread)) {
      requests.push({ bytes: unread.subarray(0, length), firstByteAtMs })
      unread = unread.subarray(length)
      firstByteAtMs = nowMs
    }
    return requests
  }
}

/** The length of the request that these bytes begin with; infinite as long as its head is not whole. */
function lengthOf(bytes: Buffer): number {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return Infinity
  const [, length = '0'] = /^content-length: *(\d+)/im.exec(bytes.toString('latin1', 0, headEnd)) ?? []
  return headEnd + 4 + Number(length)
}

/** The method, the path with its decoded query, and the body. */
export function readRequest({ bytes }: CarriedRequest): { method: string; path: string; body: string } {
  const text = bytes.toString('utf8')
  const [, method = '', path = ''] = /^(\S+) (\S+)/.exec(text) ?? []
  return { method, path: decodeURIComponent(path.replaceAll('+', ' ')), body: text.slice(text.indexOf('\r\n\r\n') + 4) }
}
