import { afterAll, describe, expect, test } from 'vitest'
import { addTestCustomer, addTestStore } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testNow, testTill } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database.ts'
import { type LedgerProof, proveLedger } from './prove.ts'
import { reverseTransfer } from './reverse-transfer.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
afterAll(() => till.close())

const customers = await Promise.all(Array.from({ length: 3 }, () => addTestCustomer(db, { balance: 2500n, store })))
const payments = await Promise.all(customers.map(customer => till.pay(customer, { amount: 450 })))
const { accountId } = customers[0]!
const [payment, other] = await db.query<{ id: Uuid; batch: bigint }>(
  'SELECT id, batch FROM ledger.transfers WHERE kind = 2 ORDER BY debit_account = $1 DESC',
  [accountId],
)
const reversal = await db.transaction(tx => reverseTransfer(tx, { transferId: other!.id, accountId, atMs: testNow }))
const reversalId = reversal.ok ? reversal.transferId : ''
const euroAccount = newId()

test('sound books are green [1.5]', async () => {
  expect(payments.every(outcome => outcome.ok)).toBe(true)
  const proof = await proveLedger(db)
  expect(proof).toMatchObject({ ok: true, transfers: 7 })
  expect(proof.checks.map(check => [check.name, check.ok])).toEqual([
    ['chain', true],
    ['balances', true],
    ['conservation', true],
    ['accounts', true],
    ['reversals', true],
    ['lots', true],
    ['holds', true],
  ])
  expect(proof.heads[0]!.hash).toMatch(/^[0-9a-f]{64}$/)
})

/** Someone with all rights to the database does this behind our back; undone after the proof. */
async function proofAfter(tampering: string, values: unknown[]) {
  class Undone extends Error {}
  let proof: LedgerProof | undefined
  const run = db.transaction(async tx => {
    for (const statement of tampering.split(';')) {
      await tx.query(statement, values.slice(0, (statement.match(/\$\d/g) ?? []).length))
    }
    const inside: Database = { ...db, snapshot: work => work(tx) }
    proof = await proveLedger(inside)
    throw new Undone()
  })
  await expect(run).rejects.toThrow(Undone)
  return proof!
}

/** What was tampered with and how; which check finds it, and where it says that it is. */
const tamperings = [
  [
    'an amount',
    'UPDATE ledger.transfers SET amount = amount - 1 WHERE id = $1',
    [payment!.id],
    'chain',
    `batch ${payment!.batch} was altered`,
  ],
  ['an amount', 'UPDATE ledger.transfers SET amount = amount - 1 WHERE id = $1', [payment!.id], 'balances', accountId],
  [
    'a time',
    "UPDATE ledger.transfers SET at = at + interval '1 microsecond' WHERE id = $1",
    [payment!.id],
    'chain',
    `batch ${payment!.batch} was altered`,
  ],
  [
    'a deleted transfer',
    'DELETE FROM ledger.transfers WHERE id = $1',
    [payment!.id],
    'chain',
    `batch ${payment!.batch} has lost or gained transfers`,
  ],
  [
    'a deleted batch',
    'DELETE FROM ledger.transfers WHERE batch = $1; DELETE FROM ledger.batches WHERE number = $1',
    [payment!.batch],
    'chain',
    `batch ${payment!.batch} is missing`,
  ],
  ['a balance', 'UPDATE ledger.accounts SET balance = balance + 1 WHERE id = $1', [accountId], 'balances', accountId],
  [
    'a balance',
    'UPDATE ledger.accounts SET balance = balance + 1 WHERE id = $1',
    [accountId],
    'conservation',
    'USD is out of balance by -1',
  ],
  [
    'swapped batches',
    'UPDATE ledger.transfers SET batch = 3 - batch WHERE batch IN (1, 2)',
    [],
    'chain',
    'batch 1 was altered',
  ],
  [
    'a hash',
    "UPDATE ledger.batches SET hash = sha256('x') WHERE number = $1",
    [payment!.batch],
    'chain',
    `batch ${payment!.batch} was altered`,
  ],
  [
    'a hash of the batch before',
    "UPDATE ledger.batches SET previous = sha256('x') WHERE number = $1",
    [payment!.batch],
    'chain',
    `batch ${payment!.batch} does not name`,
  ],
  ['a forged head', "UPDATE ledger.heads SET hash = sha256('x')", [], 'chain', 'lane 0: the head does not fit'],
  ['a head moved on', 'UPDATE ledger.heads SET number = number + 1', [], 'chain', 'lane 0: the head does not fit'],
  [
    'an unchained transfer',
    'INSERT INTO ledger.transfers SELECT lane, gen_random_uuid(), 999, 1, kind, debit_account, credit_account, amount, currency, at FROM ledger.transfers WHERE id = $1',
    [payment!.id],
    'chain',
    'outside the chain',
  ],
  [
    'an unknown account',
    'UPDATE ledger.transfers SET credit_account = gen_random_uuid() WHERE id = $1',
    [payment!.id],
    'accounts',
    payment!.id,
  ],
  [
    'an account of another currency',
    `INSERT INTO ledger.accounts VALUES (0, '${euroAccount}', 'adjustments', '', 'EUR', NULL, NULL, NULL, false, 'epoch'); UPDATE ledger.transfers SET credit_account = '${euroAccount}' WHERE id = $1`,
    [payment!.id],
    'accounts',
    payment!.id,
  ],
  [
    'a broken reversal',
    'UPDATE ledger.transfers SET amount = amount - 1 WHERE id = $1',
    [reversalId],
    'reversals',
    reversalId,
  ],
  [
    'a reversal of nothing',
    'UPDATE ledger.transfers SET reverses = gen_random_uuid() WHERE id = $1',
    [reversalId],
    'reversals',
    reversalId,
  ],
  [
    'the lots of an account',
    'UPDATE ledger.accounts SET lots = ARRAY[gen_random_uuid()] WHERE id = $1 AND cardinality(lots) = 1',
    [accountId],
    'lots',
    accountId,
  ],
  [
    'the line of an account, shortened',
    'UPDATE ledger.accounts SET parts = ARRAY[1] WHERE id = $1 AND cardinality(lots) = 1',
    [accountId],
    'lots',
    accountId,
  ],
  [
    'the parts of a transfer',
    'UPDATE ledger.transfers SET parts = ARRAY[1] WHERE id = $1',
    [payment!.id],
    'lots',
    payment!.id,
  ],
  [
    'the lots of a transfer',
    'UPDATE ledger.transfers SET lots = NULL, parts = NULL WHERE id = $1',
    [payment!.id],
    'lots',
    accountId,
  ],
  ['what is on hold', 'UPDATE ledger.accounts SET held = 5 WHERE id = $1', [accountId], 'holds', accountId],
  [
    'a hold out of nothing',
    "INSERT INTO ledger.holds (lane, id, account_id, amount, currency, placed_at, expires_at) VALUES (0, gen_random_uuid(), $1, 5, 'USD', 'epoch', 'infinity')",
    [accountId],
    'holds',
    accountId,
  ],
] as const

describe('the proof finds what was tampered with, and says where', () => {
  test.each(tamperings)('%s: %s', async (_what, tampering, values, name, where) => {
    const { ok, checks } = await proofAfter(tampering, [...values])
    expect(ok).toBe(false)
    expect(checks.find(check => check.name === name && !check.ok)?.detail).toContain(where)
  })

  test('a history that was rewritten with all its hashes is sound in itself, but has another head than the exported one', async () => {
    const exported = (await proveLedger(db)).heads[0]!
    const rewritten = await proofAfter(
      `UPDATE ledger.transfers SET at = at + interval '1 day' WHERE batch = (SELECT number FROM ledger.heads);
       UPDATE ledger.batches b SET hash = sha256(b.previous || convert_to(ledger.transfer_line(t.id, t.kind, t.debit_account,
         t.credit_account, t.amount, t.currency, t.at, t.reverses, t.lots, t.parts), 'UTF8'))
         FROM ledger.transfers t WHERE t.batch = b.number AND b.number = (SELECT number FROM ledger.heads);
       UPDATE ledger.heads SET hash = (SELECT hash FROM ledger.batches WHERE number = heads.number)`,
      [],
    )
    expect(rewritten.ok).toBe(true)
    expect(rewritten.heads[0]).toMatchObject({ batch: exported.batch })
    expect(rewritten.heads[0]!.hash).not.toBe(exported.hash)
  })
})
