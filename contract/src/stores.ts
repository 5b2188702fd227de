/** Stores and their menus. */
import { type Static, Type } from 'typebox'
import { Amount, AmountOrZero, Closed, Currency, Id, List } from './common.ts'

export const Store = Closed({
  id: Id('store'),
  name: Type.String(),
  address: Type.String(),
  timeZone: Type.String({ description: 'IANA time zone.' }),
  currency: Currency,
})
export type Store = Static<typeof Store>
export const StoreList = List(Store)

export const MenuItem = Closed({
  id: Id('item'),
  name: Type.String(),
  amount: Amount,
  taxBasisPoints: Type.Integer({ minimum: 0, maximum: 10_000, description: '850 is 8.5 %.' }),
  options: Type.Array(Closed({ name: Type.String(), amount: AmountOrZero })),
})
export type MenuItem = Static<typeof MenuItem>

export const Menu = Closed({
  storeId: Id('store'),
  currency: Currency,
  categories: Type.Array(Closed({ name: Type.String(), items: Type.Array(MenuItem) })),
})
export type Menu = Static<typeof Menu>
