/** Stores and menus over HTTP. */
import type { Menu } from '@ringfence/contract'
import { fromTypeId, toTypeId } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Database } from '../../platform/database.ts'
import type { HandlersOf, Outcome } from '../../platform/http.ts'
import { selectItems, selectStores } from './store.ts'

export function catalogueRoutes(db: Database): HandlersOf<'listStores' | 'getMenu'> {
  return {
    listStores: async () => {
      const data = (await selectStores(db)).map(store => ({
        id: toTypeId('sto', store.id),
        name: store.name,
        address: store.address,
        timeZone: store.time_zone,
        currency: store.currency,
      }))
      return { ok: true, value: { data, nextCursor: null } }
    },
    getMenu: async call => readMenu(db, call.params.id),
  }
}

async function readMenu(db: Database, id: string): Promise<Outcome<Menu>> {
  const storeId = fromTypeId('sto', id)
  const store = (await selectStores(db)).find(candidate => candidate.id === storeId)
  if (!store) return { ok: false, code: 'not_found' }
  const items = await selectItems(db, store.id)
  const categories = [...Map.groupBy(items, item => item.category)].map(([name, members]) => ({
    name,
    items: members.map(item => ({
      id: toTypeId('itm', item.id),
      name: item.name,
      amount: toJson(item.amount),
      taxBasisPoints: item.tax_basis_points,
      options: item.options,
    })),
  }))
  return { ok: true, value: { storeId: id, currency: store.currency, categories } }
}
