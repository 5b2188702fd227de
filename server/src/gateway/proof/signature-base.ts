/**
 * What a signature is made over (RFC 9421, 2.5). The inner list of `signature-input` as it stands there is the last line: it must be
 * canonical text, and ours is, and others' has been read strictly (signature-input.ts). The components that every request of ours covers
 * are taken as they are; the library derives all others. That all could come from the library is what signature-base.test.ts holds
 * us to; it would cost each payment 50 µs.
 */
import { signatureBase } from '@ringfence/contract'
import { httpbis } from 'http-message-signatures'

/** `url`: the target URI. `headers`: as received, names in lower case. */
export interface AskedMessage {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** @throws Error when a component is not in the message. */
export function requestBase(components: readonly string[], parameters: string, request: AskedMessage): Buffer {
  return bytesOf(signatureBase(components, parameters, name => plain(name, request) ?? derived(name, request)))
}

/** Of our answer to a request, over the components that we sign. `digest`: its `content-digest`; `asked`: the request's `signature`. */
export function answerBase(
  components: readonly string[],
  parameters: string,
  { status, digest, asked }: { status: number; digest: string; asked: string },
): Buffer {
  const values: Record<string, string> = { '@status': `${status}`, 'content-digest': digest, '"signature";req': asked }
  return bytesOf(signatureBase(components, parameters, name => values[name]!))
}

/** Undefined for what takes more than reading it. */
function plain(name: string, { method, url, headers }: AskedMessage): string | undefined {
  if (name === '@method') return method.toUpperCase()
  if (name === '@target-uri') return url
  return headers[name]?.trim()
}

function derived(name: string, request: AskedMessage): string {
  const [line] = httpbis.createSignatureBase({ fields: [name] }, request)
  return line![1].join('')
}

/** As Node reads headers, so this gives back their bytes. */
const bytesOf = (base: string) => Buffer.from(base, 'latin1')
