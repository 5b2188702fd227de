import { expect, test } from 'vitest'
import { addTestCustomer, addTestStore, currency } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { namedId } from '../../kernel/ids.ts'
import { loadRecorder } from '../../modules/funding/index.ts'
import { accountStates, proveLedger } from '../../modules/ledger/index.ts'
import { paymentCommitter } from '../../modules/payments/index.ts'
import { replayPortion } from './replay.ts'
import { newTally } from './report.ts'

test('what a customer spent during the import is loaded again, and no line is lost', async () => {
  const db = await testDatabase()
  const store = await addTestStore(db)
  const { accountId } = await addTestCustomer(db, { balance: 300n, store })
  const believed = { accountId, name: 'Maya', balance: 5_000n } // 47.00 more than there is
  const [payments, loads, tally] = [paymentCommitter(db), loadRecorder(db), newTally()]
  const room = { db, payments, loads, storeId: store.id, currency, clientId: namedId('test'), loadAmount: 2500n, tally }
  const charges = [1, 2, 3].map(line => ({
    customer: believed,
    purchase: {
      line,
      customer: 'maya',
      name: undefined,
      item: undefined,
      quantity: undefined,
      amount: 1_200n,
      atMs: line,
      fingerprint: String(line).padStart(32, '0'),
    },
  }))
  await replayPortion(room, charges, Promise.resolve()).done
  await Promise.all([payments.close(), loads.close()])

  expect(tally).toMatchObject({ payments: 3, paid: 3_600n, broken: [] })
  const left = (await accountStates(db, [accountId])).get(accountId)!.balance
  expect(left).toBe(300n + tally.loaded - 3_600n)
  expect(left).toBeLessThan(2_500n)
  expect((await proveLedger(db)).ok).toBe(true)
})
