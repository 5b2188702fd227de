/** One keep-alive HTTP/1.1 connection that sends requests as bytes: a load generator must cost less than what it measures. */
import { connect } from 'node:net'

export interface Answer {
  readonly status: number
  /** Seconds, of a server that has no room now. */
  readonly retryAfter: string | undefined
  readonly body: string
}

export interface HttpConnection {
  /** One at a time. Rejects when the connection breaks. */
  send(request: string): Promise<Answer>
  end(): void
}

export async function openConnection(port: number): Promise<HttpConnection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let received = ''
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text
    const answer = readAnswer(received)
    if (answer === undefined) return
    received = ''
    waiting?.resolve(answer)
    waiting = undefined
  })
  socket.on('error', error => waiting?.reject(error))
  socket.on('close', () => waiting?.reject(new Error('the server closed the connection')))
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  return {
    send: request =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(request)
      }),
    end: () => socket.end(),
  }
}

/** Undefined while it is not complete. Our server always tells the length. */
function readAnswer(text: string): Answer | undefined {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, headEnd))?.[1]
  if (length === undefined) throw new Error(`an answer without a length: ${text.slice(0, headEnd)}`)
  const body = text.slice(headEnd + 4)
  if (body.length < Number.parseInt(length, 10)) return undefined
  const retryAfter = /^retry-after: *(\d+)/im.exec(text.slice(0, headEnd))?.[1]
  return { status: Number.parseInt(text.slice(9, 12), 10), retryAfter, body }
}
