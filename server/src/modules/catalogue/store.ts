/** All SQL of the catalogue. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable, Transaction } from '../../platform/database.ts'

export interface StoreRow {
  readonly id: Uuid
  readonly name: string
  readonly address: string
  readonly time_zone: string
  readonly currency: string
}

export async function selectStores(db: Queryable): Promise<StoreRow[]> {
  return db.query<StoreRow>(
    'SELECT id, name, address, time_zone, currency FROM catalogue.stores ORDER BY position, name',
    [],
    'stores',
  )
}

export async function insertStore(tx: Transaction, store: StoreRow & { position: number }): Promise<void> {
  await tx.query(
    `INSERT INTO catalogue.stores (id, name, address, time_zone, currency, position) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO NOTHING`,
    [store.id, store.name, store.address, store.time_zone, store.currency, store.position],
  )
}

export interface ItemRow {
  readonly id: Uuid
  readonly category: string
  readonly name: string
  readonly amount: bigint
  readonly tax_basis_points: number
  readonly options: { name: string; amount: number }[]
}

export async function selectItems(db: Queryable, storeId: Uuid): Promise<ItemRow[]> {
  return db.query<ItemRow>(
    'SELECT id, category, name, amount, tax_basis_points, options FROM catalogue.items WHERE store_id = $1 ORDER BY position',
    [storeId],
  )
}

export async function insertItem(tx: Transaction, item: ItemRow & { storeId: Uuid; position: number }): Promise<void> {
  await tx.query(
    `INSERT INTO catalogue.items (id, store_id, category, name, amount, tax_basis_points, options, position)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (store_id, name) DO NOTHING`,
    [
      item.id,
      item.storeId,
      item.category,
      item.name,
      item.amount,
      item.tax_basis_points,
      JSON.stringify(item.options),
      item.position,
    ],
  )
}
