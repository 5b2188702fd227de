/**
 * Pay codes: a device alias and RFC 6238 one-time digits (HMAC-SHA-1, 30 s steps), so that a phone can show them
 * without a network, and a wallet pass with a rotating barcode can show the same.
 */
export const payCodeDigits = 8
export const payCodePeriodSeconds = 30

/** The step that a moment falls into (RFC 6238, section 4.2: T = floor(unix time / 30)). */
export function payCodeStep(unixMs: number): number {
  return Math.floor(unixMs / 1000 / payCodePeriodSeconds)
}

/** The 8 counter bytes of a step, big-endian (RFC 4226, section 5.1). */
export function counterBytes(step: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(step))
  return bytes
}

/** Digits from an HMAC-SHA-1 of the counter: dynamic truncation (RFC 4226, section 5.3). */
export function digitsOf(mac: Uint8Array, digits = payCodeDigits): string {
  const offset = mac[mac.length - 1]! & 0x0f
  const number = new DataView(mac.buffer, mac.byteOffset).getUint32(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The digits of a step, with the Web Crypto key of the device (`{ name: 'HMAC', hash: 'SHA-1' }`). */
export async function payCodeDigitsAt(key: CryptoKey, step: number): Promise<string> {
  return digitsOf(new Uint8Array(await crypto.subtle.sign('HMAC', key, counterBytes(step))))
}

/** What a scanner, a camera or a person hands over, made canonical; undefined when it can't be a pay code. */
export function parsePayCode(text: string): { alias: string; digits: string; code: string } | undefined {
  const code = text
    .toUpperCase()
    .replace(/[\s·.-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  const match = /^([0-9A-HJKMNP-TV-Z]{8})([0-9]{8})$/.exec(code)
  return match ? { alias: match[1]!, digits: match[2]!, code } : undefined
}
