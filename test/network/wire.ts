// Two network namespaces and the wire between them: how they come about, and how the wire begins to lose packets. They
// need no names and no cleaning up: the kernel removes them with the last process in them.
import { execFileSync, fork, spawnSync, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from '../support/compile-cache.ts'

/** The far end. The address is for documentation (RFC 5737), and the tests' certificate holds it. */
export const FAR_ADDRESS = '192.0.2.2'

const FAR_MAC = '02:00:00:00:00:02'
const NOBODYS_MAC = '02:00:00:00:00:99'
const ENVIRONMENT = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, ...COMPILE_CACHE }

/** The options of `unshare` that make a namespace here; undefined where the system forbids it or has no `ip`. */
export function findIsolation(): string[] | undefined {
  return [['--net'], ['--net', '--map-root-user']].find((options) => {
    const tried = spawnSync('unshare', [...options, 'ip', 'link', 'add', 'near', 'type', 'veth'], { env: ENVIRONMENT })
    return tried.status === 0
  })
}

/** A program in a namespace of its own. It ends with the caller's process, if it exits on `disconnect`. */
export function startIsolated(program: string, isolation: readonly string[]): ChildProcess {
  const file = fileURLToPath(new URL(program, import.meta.url))
  return fork(file, { execPath: 'unshare', execArgv: [...isolation, process.execPath], env: ENVIRONMENT })
}

/** Near end: makes the wire and gives its other end to the namespace of a process. */
export function layWire(pid: number): void {
  ip(`link add near type veth peer name far address ${FAR_MAC}`)
  ip(`link set far netns ${pid}`)
  ip('addr add 192.0.2.1/24 dev near')
  ip('link set near up')
  heal()
}

/** Far end. */
export function takeWire(): void {
  ip(`addr add ${FAR_ADDRESS}/24 dev far`)
  ip('link set far up')
}

/** Near end: from now on every packet to the far end is lost. Its kernel does not notice, and sends it again. */
export function losePackets(): void {
  ip(`neigh replace ${FAR_ADDRESS} lladdr ${NOBODYS_MAC} dev near nud permanent`)
}

export function heal(): void {
  ip(`neigh replace ${FAR_ADDRESS} lladdr ${FAR_MAC} dev near nud permanent`)
}

function ip(command: string): void {
  execFileSync('ip', command.split(' '), { env: ENVIRONMENT })
}
