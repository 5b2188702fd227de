import { afterAll, beforeAll, expect, test } from 'vitest'
import { exchange, listen, statusesIn } from '../../../test/security/raw-socket.ts'
import { type TestGateway, testGateway } from '../testing.ts'

let gateway: TestGateway
let port: number
beforeAll(async () => {
  gateway = await testGateway()
  port = await listen(gateway.app)
})
afterAll(() => gateway.app.close())

const host = 'Host: 127.0.0.1:4000'
const json = 'Content-Type: application/json'
/** What a smuggler hides: the server must never answer it. */
const hidden = `GET /v1/brand HTTP/1.1\r\n${host}\r\n\r\n`
const hiddenLength = Buffer.byteLength(hidden)

test.each([
  ['a length and a coding', `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['a coding and a length', `Transfer-Encoding: chunked\r\nContent-Length: ${hiddenLength}\r\n\r\n0\r\n\r\n${hidden}`],
  ['two lengths', `Content-Length: 0\r\nContent-Length: ${hiddenLength}\r\n\r\n${hidden}`],
  ['two lengths that agree', `Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}${hidden}`],
  ['a list of lengths', `Content-Length: 2, 2\r\n\r\n{}${hidden}`],
  ['a length with a sign', `Content-Length: +2\r\n\r\n{}${hidden}`],
  ['a negative length', `Content-Length: -1\r\n\r\n${hidden}`],
  ['a hexadecimal length', `Content-Length: 0x2\r\n\r\n{}${hidden}`],
  ['a length with leading zeros', `Content-Length: 002\r\n\r\n{}${hidden}`],
  ['a length beyond every number', `Content-Length: 99999999999999999999\r\n\r\n${hidden}`],
  ['a coding that is not chunked', `Transfer-Encoding: identity\r\n\r\n${hidden}`],
  ['chunked twice', `Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['chunked and something else', `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`],
  ['compressed chunks', `Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['a coding behind a space', `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['a coding behind a vertical tab', `Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['a folded header', `X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['a header that ends in a bare line feed', `X-A: b\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['a header with a bare carriage return', `X-A: b\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['a header with a NUL', `X-A: b\0\r\n\r\n${hidden}`],
  ['a chunk that is no number', `Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n${hidden}`],
  [
    'a chunk size beyond every number',
    `Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n${hidden}`,
  ],
  ['two hosts', `Host: other.example\r\nContent-Length: 0\r\n\r\n`],
  ['an upgrade to HTTP/2', `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n`],
  ['a header that the connection takes away', `Connection: close, authorization\r\nContent-Length: 0\r\n\r\n`],
])('%s is refused, and nothing hidden behind it is answered [A24] [S7]', async (_, rest) => {
  const text = await exchange(port, `POST /v1/me/devices HTTP/1.1\r\n${host}\r\n${json}\r\n${rest}`)
  expect(statusesIn(text)).toEqual([400])
  expect(text).toContain('"code":"malformed_request"')
})

test.each([
  [
    'a request of 1.0 in chunks',
    `POST /v1/me/devices HTTP/1.0\r\n${json}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  ['no host', 'GET /v1/brand HTTP/1.1\r\n\r\n', 400],
  ['HTTP/0.9', 'GET /v1/brand\r\n\r\n', 400],
  ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['a version that is none', `GET /v1/brand HTTP/9.9\r\n${host}\r\n\r\n`, 400],
  ['another server by its address', `GET http://other.example/v1/brand HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['a tunnel', `CONNECT other.example:443 HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['a way up', `GET /v1/../v1/brand HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['a way nowhere', `GET /v1/./brand HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['an encoded way up', `GET /v1/%2e%2e/brand HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['a fragment', `GET /v1/brand#x HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['a backslash', `GET /v1\\brand HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['bytes beyond ASCII', `GET /v1/br\xe4nd HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['a body on a read', `GET /v1/brand HTTP/1.1\r\n${host}\r\n${json}\r\nContent-Length: 2\r\n\r\n{}`, 400],
  ['a method that is none', `BREW /v1/brand HTTP/1.1\r\n${host}\r\n\r\n`, 400],
  ['a method that nobody takes', `TRACE /v1/brand HTTP/1.1\r\n${host}\r\n\r\n`, 405],
])('%s is refused [A24] [S7]', async (_, bytes, status) => {
  const text = await exchange(port, Buffer.from(bytes, 'latin1'))
  const seen = statusesIn(text)
  expect(seen.length).toBeLessThanOrEqual(1)
  if (seen.length === 1) expect(seen).toEqual([status])
  expect(text).not.toContain('code_used')
})

test('behind a chunk that is longer than it says, nothing is answered [A24]', async () => {
  const head = `POST /v1/me/devices HTTP/1.1\r\n${host}\r\n${json}\r\nTransfer-Encoding: chunked\r\n\r\n`
  const text = await exchange(port, `${head}1\r\n{}\r\n0\r\n\r\n${hidden}`)
  expect(statusesIn(text)[0]).toBe(401) // nobody is signed in: the answer comes before the body is read
  expect(
    statusesIn(text)
      .slice(1)
      .every(status => status === 400),
  ).toBe(true)
  expect(text).not.toContain('code_used')
})

test('two honest requests on one connection are answered in turn [A24]', async () => {
  const text = await exchange(port, hidden + hidden)
  expect(statusesIn(text)).toEqual([409, 409])
})
