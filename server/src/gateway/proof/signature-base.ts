/**
 * What a signature is made over (RFC 9421, 2.5): the library derives each covered component, and the inner list of `signature-input` as
 * it stands there is the last line. It must be canonical text: ours is, and others' has been read strictly (signature-input.ts), so that
 * the header fields need not be parsed and written out again, which the library's whole verification does and pays 30 µs for.
 */
import { httpbis, type Request, type Response } from 'http-message-signatures'

/** @throws Error when a component is not in the message. */
export function requestBase(components: readonly string[], parameters: string, request: Request): Buffer {
  return baseOf(httpbis.createSignatureBase({ fields: [...components] }, request), parameters)
}

/** Of the answer to a request. */
export function answerBase(
  components: readonly string[],
  parameters: string,
  answer: Response,
  request: Request,
): Buffer {
  return baseOf(httpbis.createSignatureBase({ fields: [...components] }, answer, request), parameters)
}

function baseOf(lines: readonly (readonly [name: string, values: readonly string[]])[], parameters: string): Buffer {
  const covered = lines.flatMap(([name, values]) => values.map(value => `${name}: ${value}`))
  // As Node reads headers, so this gives back their bytes.
  return Buffer.from([...covered, `"@signature-params": ${parameters}`].join('\n'), 'latin1')
}
