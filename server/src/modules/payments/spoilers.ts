/** Finds the payments that a batch was refused for: a key or a code that was used before, or is bound to another till. */
import { arrayOf, type Queryable } from '../../platform/database.ts'
import { allLanes } from '../ledger/index.ts'
import type { NewPayment } from './store.ts'

/** For each payment whether it can't go together with the others; of two alike in one batch, the second. */
export async function selectSpoilers(db: Queryable, payments: readonly NewPayment[]): Promise<boolean[]> {
  const rows = await db.query<{ spoils: boolean }>(
    `SELECT EXISTS (SELECT FROM payments.payments p
                     WHERE p.lane = ANY ($1::smallint[]) AND p.client_id = n.client_id AND p.idempotency_key = n.key)
         OR EXISTS (SELECT FROM payments.payments p
                     WHERE p.lane = ANY ($1::smallint[]) AND p.device_id = n.device_id AND p.step = n.step)
         OR EXISTS (SELECT FROM payments.presented_codes c
                     WHERE c.lane = ANY ($1::smallint[]) AND c.device_id = n.device_id AND c.step = n.step
                       AND c.terminal_id IS DISTINCT FROM n.terminal_id) AS spoils
       FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::bigint[], $6::uuid[])
            WITH ORDINALITY n(client_id, key, device_id, step, terminal_id, i) ORDER BY n.i`,
    [
      allLanes,
      arrayOf(payments.map(p => p.idempotency.clientId)),
      payments.map(p => p.idempotency.key),
      arrayOf(payments.map(p => p.code?.deviceId ?? null)),
      arrayOf(payments.map(p => p.code?.step ?? null)),
      arrayOf(payments.map(p => p.terminalId ?? null)),
    ],
  )
  const seen = new Set<string>()
  return payments.map((payment, i) => {
    const words = [`key ${payment.idempotency.clientId} ${payment.idempotency.key}`]
    if (payment.code) words.push(`code ${payment.code.deviceId} ${payment.code.step}`)
    const alike = words.some(word => seen.has(word))
    for (const word of words) seen.add(word)
    return alike || rows[i]!.spoils
  })
}
