/** Opens the secret of this device's pay codes. Loaded at enrolment only. */
import { compactDecrypt } from 'jose'

/** The secret ends here: the key signs, but nothing can read it out. */
export async function openSecret(sealed: string, privateKey: CryptoKey): Promise<CryptoKey> {
  const { plaintext } = await compactDecrypt(sealed, privateKey, {
    keyManagementAlgorithms: ['ECDH-ES'],
    contentEncryptionAlgorithms: ['A256GCM'],
  })
  const bytes = Uint8Array.from(plaintext)
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-1' }, false, ['sign'])
  bytes.fill(0)
  plaintext.fill(0)
  return key
}
