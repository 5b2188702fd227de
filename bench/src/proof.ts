/** A figure counts only when the books are right afterwards. */
import { proveLedger } from '../../server/src/modules/ledger/index.ts'
import type { Database } from '../../server/src/platform/database.ts'

/** Throws unless the books balance and hold exactly these payments, no more and no less. */
export async function proveBooks(
  db: Database,
  expected: { payments: number; paid: bigint },
): Promise<{ ok: true; transfers: number }> {
  const proof = await proveLedger(db)
  const wrong = proof.checks.filter(check => !check.ok).map(check => `${check.name}: ${check.detail}`)
  if (wrong.length > 0) throw new Error(`the books are wrong: ${wrong.join('; ')}`)
  const [row] = await db.query<{ count: bigint; paid: bigint }>(
    'SELECT count(*) AS count, coalesce(sum(amount), 0)::bigint AS paid FROM ledger.transfers WHERE kind = 2',
  )
  const { count, paid } = row!
  if (count !== BigInt(expected.payments) || paid !== expected.paid) {
    throw new Error(
      `${expected.payments} payments of ${expected.paid} were acknowledged, but ${count} of ${paid} are booked`,
    )
  }
  return { ok: true, transfers: proof.transfers }
}
