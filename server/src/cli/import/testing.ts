/** What the import's tests share: small files, the usual mapping, and what a database holds afterwards. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { masterKeyOf } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import { readMapping } from './read-purchase.ts'

const directory = mkdtempSync(join(tmpdir(), 'ringfence-import-'))

export function fileOf(name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

export const usual = {
  mapping: readMapping('customer=1,date=2,quantity=3,amount=4'),
  currency: 'USD',
  timeZone: 'America/New_York',
  store: { name: 'Shop' },
  masterKey: masterKeyOf(Buffer.alloc(32, 7), 'tests'),
  nowMs: Date.parse('2026-11-22T12:00:00Z'),
} as const

/** Everything that makes two imports the same, without ids: what each customer paid, loaded and has left. */
export async function booksOf(db: Database): Promise<Record<string, unknown>[]> {
  return db.query(
    `SELECT c.external_id, l.balance,
            (SELECT count(*) FROM payments.visits v WHERE v.account_id = a.id) AS visits,
            (SELECT array_agg(p.idempotency_key || ' ' || p.amount || ' ' || p.at ORDER BY p.idempotency_key)
               FROM payments.payments p WHERE p.account_id = a.id) AS payments,
            (SELECT array_agg(f.idempotency_key || ' ' || f.amount || ' ' || f.at ORDER BY f.idempotency_key)
               FROM funding.loads f WHERE f.account_id = a.id) AS loads
       FROM wallet.customers c JOIN wallet.accounts a ON a.customer_id = c.id JOIN ledger.accounts l ON l.id = a.id
      ORDER BY c.external_id`,
  )
}
