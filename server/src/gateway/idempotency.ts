/** The idempotency key of a request, and the requests that this process is working on right now. */
import { createHash, createHmac, type KeyObject } from 'node:crypto'
import type { Idempotency } from '../platform/http.ts'

const keyLengthMax = 255
const structuredString = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"$/

/** The key out of a structured-field string (RFC 9651, 3.3.3): `"…"`. Undefined when it is none or too long. */
export function readIdempotencyKey(header: string): string | undefined {
  const key = structuredString.exec(header)?.[1]?.replaceAll(/\\(["\\])/g, '$1')
  return key === undefined || key.length > keyLengthMax ? undefined : key
}

/**
 * First 16 bytes of SHA-256 over method, path and body, in hex: the same for the same request only. It is kept, so a key makes sure
 * that nobody finds a body again by trying: that of a gift card's activation has few unknown digits.
 */
export function fingerprintOf(method: string, path: string, body: Buffer | undefined, key?: KeyObject): string {
  const hash = (key ? createHmac('sha256', key) : createHash('sha256')).update(`${method} ${path}\n`)
  if (body !== undefined) hash.update(body)
  return hash.digest('hex').slice(0, 32)
}

export interface InFlight {
  /** False when a request of this client with this key is being worked on. */
  begin(idempotency: Idempotency): boolean
  end(idempotency: Idempotency): void
}

export function createInFlight(): InFlight {
  const keys = new Set<string>()
  const nameOf = ({ clientId, key }: Idempotency) => `${clientId} ${key}`
  return {
    begin: idempotency => {
      const name = nameOf(idempotency)
      if (keys.has(name)) return false
      keys.add(name)
      return true
    },
    end: idempotency => {
      keys.delete(nameOf(idempotency))
    },
  }
}
