import { expect, test } from 'vitest'
import { currency } from '../../../test/brand.ts'
import { asSupport, callOf } from '../../../test/calls.ts'
import { testDatabase } from '../../../test/database.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import { ownAccountId } from '../ledger/index.ts'
import { addStore, catalogueRoutes, insertItem } from './index.ts'

const db = await testDatabase()
const routes = catalogueRoutes(db)
const store = { id: newId(), name: 'Harbour', address: '1 Pier', time_zone: 'America/New_York', currency, position: 1 }
const item = {
  category: 'Coffee',
  name: 'Flat white',
  amount: 450n,
  tax_basis_points: 850,
  options: [{ name: 'Oat', amount: 60 }],
}

test('opening a store twice opens it once, with its accounts in the books', async () => {
  for (let i = 0; i < 2; i++) await db.transaction(tx => addStore(tx, store, 0))
  const list = await routes.listStores(callOf(asSupport, {}))
  expect(list).toMatchObject({
    ok: true,
    value: { data: [{ id: toTypeId('sto', store.id), name: 'Harbour', currency }] },
  })
  const own = [ownAccountId('store_sales', currency, store.id), ownAccountId('cash_in_tills', currency, store.id)]
  const rows = await db.query('SELECT id FROM ledger.accounts WHERE id = ANY ($1::uuid[]) AND balance IS NULL', [own])
  expect(rows).toHaveLength(2)
})

test("a menu holds the store's items by category, in order", async () => {
  await db.transaction(async tx => {
    await insertItem(tx, { ...item, id: newId(), storeId: store.id, position: 2 })
    await insertItem(tx, { ...item, id: newId(), storeId: store.id, name: 'Espresso', position: 1 })
    await insertItem(tx, { ...item, id: newId(), storeId: store.id, name: 'Cookie', category: 'Food', position: 3 })
  })
  const menu = await routes.getMenu(callOf(asSupport, { params: { id: toTypeId('sto', store.id) } }))
  expect(menu).toMatchObject({
    value: {
      categories: [
        {
          name: 'Coffee',
          items: [
            { name: 'Espresso' },
            { name: 'Flat white', amount: 450, taxBasisPoints: 850, options: item.options },
          ],
        },
        { name: 'Food', items: [{ name: 'Cookie' }] },
      ],
    },
  })
})

test('a store that does not exist has no menu', async () => {
  const unknown = { ok: false, code: 'not_found' }
  expect(await routes.getMenu(callOf(asSupport, { params: { id: toTypeId('sto', newId()) } }))).toEqual(unknown)
  expect(await routes.getMenu(callOf(asSupport, { params: { id: 'nothing' } }))).toEqual(unknown)
})
