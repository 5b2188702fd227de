/** Gathers what tills took, part by part: each part asks the module that knows. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable } from '../../platform/database.ts'
import { loadTakings } from '../funding/index.ts'
import { activationTakings, giftTakings } from '../gift-cards/index.ts'
import { paymentTakings } from '../payments/index.ts'
import type { Taking } from './rules.ts'

/** Which tills, from when until before when. */
export interface Window {
  readonly terminalIds: readonly Uuid[]
  readonly fromMs: number
  readonly toMs: number
}

type Part = (db: Queryable, window: Window) => Promise<Taking[]>

const paidAndRefunded: Part = async (db, window) =>
  (await paymentTakings(db, window)).map(row => ({
    id: row.id,
    kind: row.kind,
    terminalId: row.terminal_id,
    staffId: row.staff_id ?? undefined,
    currency: row.currency,
    atMs: row.at.getTime(),
    amount: row.amount,
    tip: row.tip,
    tenders: row.tenders?.map((tender, i) => ({ tender, amount: row.amounts![i]! })) ?? [
      { tender: 'storedValue', amount: row.amount },
    ],
  }))

const loaded: Part = async (db, window) =>
  (await loadTakings(db, window)).map(row => ({
    id: row.id,
    kind: 'load',
    terminalId: row.terminal_id,
    staffId: row.staff_id ?? undefined,
    currency: row.currency,
    atMs: row.at.getTime(),
    amount: row.amount,
    tip: 0n,
    tenders: [{ tender: 'cash', amount: row.amount }],
  }))

/** Gift cards and e-gifts that were sold, or taken back. */
const gifts: Part = async (db, window) =>
  [...(await activationTakings(db, window)), ...(await giftTakings(db, window))].map(row => {
    const amount = row.amount < 0n ? -row.amount : row.amount
    return {
      id: row.id,
      kind: row.amount < 0n ? 'giftRefund' : 'giftSale',
      terminalId: row.terminal_id,
      staffId: row.staff_id,
      currency: row.currency,
      atMs: row.at.getTime(),
      amount,
      tip: 0n,
      tenders: [{ tender: row.tender === 'cash' ? 'cash' : 'card', amount }],
    }
  })

const parts: readonly Part[] = [paidAndRefunded, loaded, gifts]

export async function gatherTakings(db: Queryable, window: Window): Promise<Taking[]> {
  const gathered: Taking[] = []
  for (const part of parts) gathered.push(...(await part(db, window)))
  return gathered
}
