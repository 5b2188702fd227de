/**
 * Reads `signature-input` and `signature` (RFC 9421, 4.1 and 4.2), strictly: exactly one signature, components without
 * parameters, canonical text only. So the text as received is also the last line of what was signed.
 */
export interface SignatureInput {
  readonly components: readonly string[]
  /** The inner list as it stands in the header. */
  readonly parameters: string
  readonly createdSeconds: number
  readonly expiresSeconds: number | undefined
  readonly nonce: string
  readonly keyId: string
  readonly algorithm: string | undefined
  /** 64 bytes: r and s of ECDSA, R and S of Ed25519. */
  readonly signature: Buffer
}

const inputForm =
  /^([a-z*][a-z0-9_.*-]{0,30})=(\((?:"[a-z0-9@-]{1,40}"(?: "[a-z0-9@-]{1,40}"){0,19})?\)([;\x20-\x7e]*))$/
const signatureForm = /^([a-z*][a-z0-9_.*-]{0,30})=:([A-Za-z0-9+/]{86}==):$/
const parameterForm =
  /;(created|expires|nonce|keyid|alg|tag)=(?:(0|[1-9][0-9]{0,14})|"([\x20\x21\x23-\x5b\x5d-\x7e]{1,128})")/y

export function readSignatureInput(input: unknown, signature: unknown): SignatureInput | undefined {
  if (typeof input !== 'string' || typeof signature !== 'string') return undefined
  const [, label, list, tail] = inputForm.exec(input) ?? []
  const [, sameLabel, encoded] = signatureForm.exec(signature) ?? []
  if (list === undefined || tail === undefined || encoded === undefined || label !== sameLabel) return undefined
  const components = list.slice(1, list.indexOf(')')).replaceAll('"', '').split(' ')
  const parameters = readParameters(tail)
  if (parameters === undefined || new Set(components).size !== components.length) return undefined
  const { created, nonce, keyid } = parameters
  if (typeof created !== 'number' || typeof nonce !== 'string' || typeof keyid !== 'string') return undefined
  if (typeof parameters.expires === 'string' || typeof parameters.alg === 'number') return undefined
  return {
    components,
    parameters: list,
    createdSeconds: created,
    expiresSeconds: parameters.expires,
    nonce,
    keyId: keyid,
    algorithm: parameters.alg,
    signature: Buffer.from(encoded, 'base64'),
  }
}

type Parameters = { [name: string]: string | number | undefined }

/** Undefined when there is anything unknown, doubled or not in canonical form. */
function readParameters(tail: string): Parameters | undefined {
  const found: Parameters = Object.create(null)
  let read = 0
  while (read < tail.length) {
    parameterForm.lastIndex = read
    const match = parameterForm.exec(tail)
    if (match === null || found[match[1]!] !== undefined) return undefined
    found[match[1]!] = match[3] ?? Number.parseInt(match[2]!, 10)
    read = parameterForm.lastIndex
  }
  return found
}
