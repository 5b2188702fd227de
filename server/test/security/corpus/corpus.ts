/** The attack corpus: requests as they go over the wire, and whether the firewall's first layer blocks them. */
import { readFileSync } from 'node:fs'

export interface Sample {
  readonly id: string
  /** What it tries; `benign` tries nothing. */
  readonly kind: string
  readonly request: WrittenRequest | { readonly raw: string }
  /** By the built-in first layer alone. `pass` of an attack says that another defence stands behind; the note says which. */
  readonly expected: 'block' | 'pass'
  readonly note?: string
}

export interface WrittenRequest {
  readonly method: string
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export function readCorpus(): Sample[] {
  const lines = readFileSync(new URL('./requests.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  return lines.map(line => JSON.parse(line) as Sample)
}

/** The bytes of a request; the connection ends after it, unless it is written out byte by byte. */
export function bytesOf({ request }: Sample): Buffer {
  if ('raw' in request) return Buffer.from(request.raw, 'latin1')
  const { method, target, headers = {}, body } = request
  const own = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const usual = { host: 'pay.example', 'user-agent': 'corpus', accept: '*/*', connection: 'close' }
  const lines = Object.entries({ ...usual, ...headers, ...own }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`)
}
