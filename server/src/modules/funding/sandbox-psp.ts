/** The sandbox provider: a memory of its own, and cards that behave as their names say. No money moves. */
import type { Database } from '../../platform/database.ts'
import type { ChargeRequest, ChargeResult, Psp } from './psp.ts'

const cards = [
  { id: 'sandbox_visa', label: 'Visa ·· 4242', about: 'Test card: always works', decline: undefined },
  {
    id: 'sandbox_declined',
    label: 'Visa ·· 0002',
    about: 'Test card: always declined',
    decline: 'The bank declined this card.',
  },
  {
    id: 'sandbox_no_funds',
    label: 'Mastercard ·· 9995',
    about: 'Test card: no money on it',
    decline: 'There is not enough money on this card.',
  },
  { id: 'sandbox_expired', label: 'Visa ·· 0069', about: 'Test card: out of date', decline: 'This card has expired.' },
] as const

export function sandboxPsp(db: Database): Psp {
  return {
    async charge(request: ChargeRequest): Promise<ChargeResult> {
      const card = cards.find(candidate => candidate.id === request.paymentMethodId)
      const reason = card ? card.decline : 'This card is not known.'
      await db.query(
        `INSERT INTO sandbox_psp.charges (key, amount, currency, payment_method, status, reason)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key) DO NOTHING`,
        [
          request.key,
          request.amount,
          request.currency,
          request.paymentMethodId,
          reason ? 'declined' : 'succeeded',
          reason ?? null,
        ],
      )
      return (await findCharge(db, request.key))!
    },
    find: key => findCharge(db, key),
    async refund(key) {
      await db.query('UPDATE sandbox_psp.charges SET refunded = true WHERE key = $1', [key])
    },
    paymentMethods: () => cards.map(({ id, label, about }) => ({ id, label, about })),
  }
}

async function findCharge(db: Database, key: string): Promise<ChargeResult | undefined> {
  const [row] = await db.query<{ status: 'succeeded' | 'declined'; reason: string | null }>(
    'SELECT status, reason FROM sandbox_psp.charges WHERE key = $1',
    [key],
  )
  if (!row) return undefined
  return row.status === 'succeeded'
    ? { status: 'succeeded' }
    : { status: 'declined', reason: row.reason ?? 'Declined.' }
}
