// How the stand-in starts and ends.
import { expect, test } from '@jest/globals'
import { startServiceNow } from '../../../local/servicenow/server.ts'
import { openServiceNow, until } from './open-servicenow.ts'
import { call } from './table-client.ts'

const serviceNow = await openServiceNow()
const closing = await openServiceNow()

test('closing the stand-in ends hanging requests at once', async () => {
  closing.addFault({ fault: { kind: 'hang' } })
  const hanging = expect(call(`${closing.url}/api/now/table/incident`)).rejects.toThrow()
  await until(() => closing.requests().length > 0)
  const startMs = performance.now()
  await closing.close()
  await hanging
  expect(performance.now() - startMs).toBeLessThan(500)
  await expect(fetch(closing.url)).rejects.toThrow()
})

test('a taken port rejects with the port, the server and the system’s code', async () => {
  const port = Number(new URL(serviceNow.url).port)
  const start = startServiceNow({ port })
  await expect(start).rejects.toThrow(`port ${port} is taken`)
  await expect(start).rejects.toMatchObject({ cause: { code: 'EADDRINUSE' } })
})
