/** Verifies the whole trail, and keeps what was found. */
import type { AuditVerification } from '@ringfence/contract'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import { insertVerification, selectLastVerification } from './store.ts'
import type { Verified } from './verify.ts'
import { verifyTrail } from './verify-trail.ts'

const dayMs = 86_400_000

export async function verifyNow(db: Database, masterKey: MasterKey, nowMs: number): Promise<Verified> {
  const report = await verifyTrail(db, masterKey)
  await insertVerification(db, { at: new Date(nowMs), ok: report.ok, report })
  return report
}

/** Once a day, by whichever process looks first; undefined when the last one is younger. */
export async function verifyDaily(db: Database, masterKey: MasterKey, nowMs: number): Promise<Verified | undefined> {
  const last = await selectLastVerification(db)
  if (last !== undefined && nowMs - last.at.getTime() < dayMs) return undefined
  return verifyNow(db, masterKey, nowMs)
}

export function shownVerification({ ok, events, batches, faults }: Verified, at: Date): AuditVerification {
  return { ok, at: at.toISOString(), events, batches, faults: [...faults] }
}

export async function lastVerification(db: Database): Promise<AuditVerification | null> {
  const row = await selectLastVerification(db)
  return row === undefined ? null : shownVerification(row.report as Verified, row.at)
}
