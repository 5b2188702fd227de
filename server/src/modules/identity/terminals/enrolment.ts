/** How a till becomes known: a code from the console, typed on the till once, brings its public key in. */
import { keyIdOf, type PublicKey } from '@ringfence/contract'
import { randomText, type Uuid } from '../../../kernel/ids.ts'
import { keyedHash, type MasterKey } from '../../../platform/crypto.ts'
import type { Database, Transaction } from '../../../platform/database.ts'
import { countTry } from '../../../platform/tries.ts'
import { isOnCurve } from '../enrol-terminal.ts'
import { putTerminalKey, revokeOldKeys } from '../store.ts'
import { putCode, takeCode } from './terminal-store.ts'

export const codeLifeMs = 15 * 60_000
const codeLength = 10
const purpose = 'enrolment codes'

/** 50 random bits, good for a quarter of an hour. */
export async function makeCode(
  tx: Transaction,
  masterKey: MasterKey,
  { terminalId, by, atMs }: { terminalId: Uuid; by: Uuid; atMs: number },
): Promise<{ code: string; expiresMs: number }> {
  const code = randomText(codeLength)
  const expiresMs = atMs + codeLifeMs
  await putCode(tx, { terminalId, hash: keyedHash(masterKey, purpose, code), by, atMs, expiresMs })
  return { code: `${code.slice(0, 5)}-${code.slice(5)}`, expiresMs }
}

export type EnrolmentOutcome =
  | { ok: true; terminalId: Uuid; keyId: string; revokedKeyIds: readonly string[] }
  | { ok: false; code: 'code_invalid' | 'limit_exceeded' }
  | { ok: false; code: 'validation_failed'; pointers: readonly string[] }

/** Crockford's letters that look like digits are read as such. */
export function readCode(typed: string): string {
  return typed.toUpperCase().replace(/[ -]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
}

/** A try costs one of what an address, and all together, have; the code is used up by the first that fits. */
export async function enrolWithCode(
  db: Database,
  masterKey: MasterKey,
  request: { readonly code: string; readonly publicKey: PublicKey; readonly asker: string; readonly atMs: number },
): Promise<EnrolmentOutcome> {
  const { publicKey, atMs } = request
  if (!isOnCurve(publicKey)) return { ok: false, code: 'validation_failed', pointers: ['/publicKey'] }
  const keyId = await keyIdOf(publicKey)
  const hash = keyedHash(masterKey, purpose, readCode(request.code))
  const counted = await db.transaction(tx => countTry(tx, limitsOf(request.asker), atMs))
  if (!counted) return { ok: false, code: 'limit_exceeded' }
  return db.transaction(async tx => {
    const terminalId = await takeCode(tx, hash, atMs)
    if (terminalId === undefined) return { ok: false, code: 'code_invalid' }
    const known = await putTerminalKey(tx, { keyId, terminalId, publicKey, enrolledMs: atMs })
    if (!known) return { ok: false, code: 'code_invalid' } // the key is another till's
    return { ok: true, terminalId, keyId, revokedKeyIds: await revokeOldKeys(tx, terminalId, keyId, atMs) }
  })
}

const limitsOf = (asker: string) => [
  { name: 'enrolment', asker, windowMs: 3_600_000, triesMax: 20 },
  { name: 'enrolment', asker: 'all', windowMs: 3_600_000, triesMax: 1_000 },
]
