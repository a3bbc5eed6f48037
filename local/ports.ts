// Finds free ports on this machine, and names a taken one and the server that needs it before anything is started.
import { createServer } from 'node:net'

/** All embedded servers listen here and nowhere else. */
export const HOST = '127.0.0.1'

/**
 * Replaces every 0 by a free port; rejects if one of the other ports is taken. It holds all of them open until the last
 * is found, so no port is returned twice.
 */
export async function reservePorts<Name extends string>(
  wanted: Record<Name, number>,
  owners: Record<Name, string>,
): Promise<Record<Name, number>> {
  const reserved = { ...wanted }
  const releases: (() => Promise<void>)[] = []
  try {
    for (const name of Object.keys(wanted) as Name[]) {
      const { port, release } = await reservePort(owners[name], wanted[name])
      reserved[name] = port
      releases.push(release)
    }
  } finally {
    await Promise.all(releases.map((release) => release()))
  }
  return reserved
}

/** The error of a server that cannot listen, as every server of `local/` reports it. */
export function describeListenError(error: unknown, name: string, port: number): Error {
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE') {
    return new Error(`port ${port} is taken, and ${name} needs it: stop what listens there and start again`, {
      cause: error,
    })
  }
  return new Error(`${name} cannot listen on port ${port}`, { cause: error })
}

function reservePort(name: string, wanted: number): Promise<{ port: number; release: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => {
      reject(describeListenError(error, name, wanted))
    })
    server.listen(wanted, HOST, () => {
      const release = () =>
        new Promise<void>((released) =>
          server.close(() => {
            released()
          }),
        )
      resolve({ port: portOf(server.address()), release })
    })
  })
}

export function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('not listening on a TCP port')
  return address.port
}
