import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { addTestCustomer, addTestStore } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testNow, testTill } from '../../../test/till.ts'
import { exportChain, verifyChainFile } from './chain-file.ts'
import { proveLedger } from './prove.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
afterAll(() => till.close())
const customer = await addTestCustomer(db, { balance: 5000n, store })
await till.pay(customer, { amount: 450 })
const [early] = (await proveLedger(db)).heads
await till.pay(customer, { amount: 300, atMs: testNow + 60_000 })
const [late] = (await proveLedger(db)).heads

const file = join(mkdtempSync(join(tmpdir(), 'ringfence-chain-')), 'chain.jsonl')
const lines: string[] = []
await exportChain(db, async line => void lines.push(line))
const verify = (text: string, ...heads: { lane: number; hash: string }[]) => {
  writeFileSync(file, text)
  return verifyChainFile(file, heads)
}

test('whoever has a head that was exported once verifies the file without the database [1.2]', async () => {
  expect(await verify(lines.join('\n'), early!, late!)).toMatchObject({
    ok: true,
    transfers: 3,
    heads: [{ lane: 0, hash: late!.hash }],
  })
  expect(readFileSync(file, 'utf8')).toContain(customer.accountId)
})

test('a file in which anything was changed, left out or put in another order does not pass the exported head', async () => {
  const text = lines.join('\n')
  const broken = [
    text.replace('"450"', '"451"'),
    text.replace(customer.accountId, store.id),
    [lines[0], ...lines.slice(2)].join('\n'),
    [lines[1], lines[0], ...lines.slice(2)].join('\n'),
  ]
  for (const one of broken) {
    expect(one).not.toBe(text)
    expect(await verify(one, late!)).toMatchObject({ ok: false })
  }
})
