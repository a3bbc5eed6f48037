// A TCP port that is free at the moment.
import { createServer } from 'node:http'
import { listen } from '../../local/listen.ts'

export async function findFreePort(): Promise<number> {
  const { url, close } = await listen(createServer(), 'nobody', 0)
  await close()
  return Number(new URL(url).port)
}
