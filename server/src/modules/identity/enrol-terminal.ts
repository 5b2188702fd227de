/** Gives a till another signing key. In the sandbox anybody may; later a code from the console will be due. */
import { createPublicKey } from 'node:crypto'
import { type Failure, keyIdOf, type PublicKey } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import { ok, type Result } from '../../kernel/result.ts'
import type { Database } from '../../platform/database.ts'
import { lockTerminal, putTerminalKey, revokeOldKeys } from './store.ts'

export interface Enrolled {
  readonly keyId: string
  readonly revokedKeyIds: readonly string[]
}

export async function enrolTerminalKey(
  db: Database,
  terminalId: Uuid,
  publicKey: PublicKey,
  nowMs: number,
): Promise<Result<Enrolled, Failure>> {
  if (!isOnCurve(publicKey)) return { ok: false, code: 'validation_failed', pointers: ['/x', '/y'] }
  const keyId = await keyIdOf(publicKey)
  return db.transaction(async tx => {
    if (!(await lockTerminal(tx, terminalId))) return { ok: false, code: 'not_found' }
    const key = { keyId, terminalId, publicKey, enrolledMs: nowMs }
    if (!(await putTerminalKey(tx, key))) return { ok: false, code: 'not_found' }
    return ok({ keyId, revokedKeyIds: await revokeOldKeys(tx, terminalId, keyId, nowMs) })
  })
}

export function isOnCurve(publicKey: PublicKey): boolean {
  try {
    return createPublicKey({ format: 'jwk', key: { ...publicKey } }).asymmetricKeyType === 'ec'
  } catch {
    return false
  }
}
