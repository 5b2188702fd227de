import { expect, test } from 'vitest'
import { addTestCustomer, addTestStore } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { auditNight, listAudits } from './nightly-audit.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const { accountId } = await addTestCustomer(db, { balance: 500n, store })
const at = (text: string) => Date.parse(text)

test('the books are audited once a night, however many processes ask, and the report stays [1.5]', async () => {
  const night = at('2026-11-22T03:00:00Z')
  const both = await Promise.all([auditNight(db, night), auditNight(db, night + 5)])
  expect(both.filter(Boolean)).toHaveLength(1)
  expect(await auditNight(db, at('2026-11-23T02:59:59Z'))).toBeUndefined()
  await db.query('UPDATE ledger.accounts SET balance = balance + 1 WHERE id = $1', [accountId])
  expect(await auditNight(db, at('2026-11-23T03:00:00Z'))).toMatchObject({ ok: false, night: '2026-11-23' })
  const audits = await listAudits(db, at('2026-11-24T00:00:00Z'))
  expect(audits.map(audit => [audit.night, audit.ok])).toEqual([
    ['2026-11-23', false],
    ['2026-11-22', true],
  ])
  expect(audits[0]!.report.checks.find(check => check.name === 'balances')!.detail).toContain(accountId)
})
