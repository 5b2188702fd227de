import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { open } from '../../../test/security/raw-socket.ts'
import { createLog } from '../../platform/log.ts'
import { createSecurityHeaders } from '../security-headers.ts'
import { createServer } from '../server.ts'

test('clients that trickle their headers or bodies are cut off, and hold up nobody [S7]', async () => {
  const log = createLog({ level: 'silent' })
  const headersFor = createSecurityHeaders('http://127.0.0.1')
  const app = createServer({ log, headersFor, isTrusted: () => false, timeMs: 700 })
  app.get('/v1/brand', async () => 'served')
  app.post('/v1/brand', async () => 'read')
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const port = Number.parseInt(new URL(url).port, 10)

  const slow = await Promise.all(Array.from({ length: 200 }, () => open(port)))
  const closed = slow.map(
    socket =>
      new Promise(resolve =>
        socket
          .on('close', resolve)
          .on('error', () => {})
          .resume(),
      ),
  )
  for (const [i, socket] of slow.entries()) socket.write(i % 2 === 0 ? 'GET /v1/brand HTTP/1.1\r\n' : unfinishedBody)
  const trickle = setInterval(() => {
    for (const [i, socket] of slow.entries()) drip(socket, i % 2 === 0 ? 'X-a: b\r\n' : ' ')
  }, 100)

  expect(await (await fetch(`${url}/v1/brand`)).text()).toBe('served')
  await Promise.all(closed) // none outlives its time, however busily it drips
  clearInterval(trickle)
  expect(await (await fetch(`${url}/v1/brand`)).text()).toBe('served')
  await app.close()
})

const unfinishedBody =
  'POST /v1/brand HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n'

function drip(socket: Socket, bytes: string): void {
  if (!socket.destroyed && socket.writable) socket.write(bytes)
}
