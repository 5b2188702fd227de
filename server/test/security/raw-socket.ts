/** Bytes to a server and back, as no HTTP client would send them. */
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'

export async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as AddressInfo).port
}

export function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => resolve(socket))
    socket.once('error', reject)
  })
}

/** Sends bytes and reads until the server closes the connection, or says nothing for `quietMs`. */
export async function exchange(port: number, bytes: string | Buffer, quietMs = 400): Promise<string> {
  const socket = await open(port)
  const chunks: Buffer[] = []
  return new Promise(resolve => {
    const finish = () => {
      socket.destroy()
      resolve(Buffer.concat(chunks).toString('latin1'))
    }
    socket.setTimeout(quietMs, finish)
    socket
      .on('data', chunk => chunks.push(chunk))
      .on('error', finish)
      .on('close', finish)
    socket.write(bytes)
  })
}

/** The statuses of all answers in a text: one for each request that the server saw. */
export function statusesIn(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(match => Number.parseInt(match[1]!, 10))
}
