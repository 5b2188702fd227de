/** Saved cards: set up in the provider's own fields, kept here by reference. */
import type { PaymentMethod } from '@ringfence/contract'
import { newId, toTypeId, type Uuid } from '../../../kernel/ids.ts'
import type { Database } from '../../../platform/database.ts'
import { type CardSetup, type Psp, PspUnavailable } from '../psp/psp.ts'
import { beginTry } from './card-tries.ts'
import { cardsMax } from './rules.ts'
import {
  insertMethod,
  insertPspCustomer,
  lockPspCustomer,
  type PaymentMethodRow,
  selectMethod,
  selectMethods,
  selectPspCustomer,
  updateDefault,
  updateRemoved,
} from './store.ts'

type Refused<Code extends string> = { readonly ok: false; readonly code: Code }
type SetUpOutcome = { ok: true; setup: CardSetup } | Refused<'limit_exceeded' | 'psp_unavailable'>
type AddOutcome =
  | { ok: true; method: PaymentMethodRow }
  | Refused<'not_found' | 'card_not_confirmed' | 'limit_exceeded' | 'psp_unavailable'>
type RemoveOutcome = { ok: true } | Refused<'not_found' | 'psp_unavailable'>

/** The provider's reference for a customer; opened there at first use. */
export async function pspCustomerOf(db: Database, psp: Psp, customerId: Uuid): Promise<string> {
  const { provider } = psp
  const known = await selectPspCustomer(db, provider, customerId)
  if (known) return known.reference
  await insertPspCustomer(db, { provider, customerId, reference: await psp.openCustomer(customerId) })
  return (await selectPspCustomer(db, provider, customerId))!.reference
}

export async function setUpCard(db: Database, psp: Psp, customerId: Uuid, atMs: number): Promise<SetUpOutcome> {
  return unlessUnavailable<SetUpOutcome>(async () => {
    const customer = await pspCustomerOf(db, psp, customerId)
    const { provider } = psp
    const may = await db.transaction(tx => beginTry(tx, { kind: 'setup', provider, customerId, atMs }))
    if (!may || (await selectMethods(db, customerId)).length >= cardsMax) return { ok: false, code: 'limit_exceeded' }
    return { ok: true, setup: await psp.setUpCard(customer) }
  })
}

/** Keeps the card that a setup saved; the same setup again answers the same card. The first card is the default. */
export async function addCard(
  db: Database,
  psp: Psp,
  card: { customerId: Uuid; setupId: string; token: string | undefined; atMs: number },
): Promise<AddOutcome> {
  return unlessUnavailable<AddOutcome>(async () => {
    const { customerId, setupId, token, atMs } = card
    const customerReference = await pspCustomerOf(db, psp, customerId)
    const setup = await psp.readSetup({ setupId, customerReference, token })
    if (setup.status === 'unknown') return { ok: false, code: 'not_found' }
    if (setup.status === 'notConfirmed') return { ok: false, code: 'card_not_confirmed' }
    const kept = await selectMethods(db, customerId)
    const isKnown = kept.some(method => method.reference === setup.card.reference)
    if (kept.length >= cardsMax && !isKnown) return { ok: false, code: 'limit_exceeded' }
    const { lastDigits: last_digits, ...shown } = setup.card
    const row = {
      id: newId(),
      customer_id: customerId,
      provider: psp.provider,
      last_digits,
      ...shown,
      is_default: false,
    }
    const method = await db.transaction(async tx => {
      await lockPspCustomer(tx, psp.provider, customerId) // one default, whatever else is saved or chosen at this moment
      const isFirst = (await selectMethods(tx, customerId)).length === 0
      const written = await insertMethod(tx, { ...row, atMs })
      if (isFirst && written) await updateDefault(tx, customerId, written.id)
      return written && { ...written, is_default: written.is_default || isFirst }
    })
    return method ? { ok: true, method } : { ok: false, code: 'not_found' } // it was removed since
  })
}

export async function chooseCard(
  db: Database,
  customerId: Uuid,
  id: Uuid,
): Promise<{ ok: true; method: PaymentMethodRow } | Refused<'not_found'>> {
  const found = await selectMethod(db, customerId, id)
  if (!found) return { ok: false, code: 'not_found' }
  await db.transaction(async tx => {
    await lockPspCustomer(tx, found.provider, customerId)
    await updateDefault(tx, customerId, id)
  })
  return { ok: true, method: { ...found, is_default: true } }
}

/** Forgets a card, at the provider too; the newest of the others becomes the default. */
export async function removeCard(
  db: Database,
  psp: Psp,
  request: { customerId: Uuid; id: Uuid; atMs: number },
): Promise<RemoveOutcome> {
  const { customerId, id, atMs } = request
  const found = await selectMethod(db, customerId, id)
  if (!found) return { ok: false, code: 'not_found' }
  return unlessUnavailable(async () => {
    await psp.removeCard(found.reference)
    await db.transaction(async tx => {
      await lockPspCustomer(tx, found.provider, customerId)
      await updateRemoved(tx, id, atMs)
      const [next] = await selectMethods(tx, customerId)
      if (found.is_default && next) await updateDefault(tx, customerId, next.id)
    })
    return { ok: true }
  })
}

async function unlessUnavailable<T>(work: () => Promise<T>): Promise<T | Refused<'psp_unavailable'>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof PspUnavailable) return { ok: false, code: 'psp_unavailable' }
    throw error
  }
}

export function methodView(row: PaymentMethodRow): PaymentMethod {
  const expiry = row.expires === null ? '' : `Expires ${row.expires.slice(5)}/${row.expires.slice(2, 4)}`
  return {
    id: toTypeId('pmt', row.id),
    label: `${row.brand} ·· ${row.last_digits}`,
    about: row.about === '' ? expiry : row.about,
    brand: row.brand,
    lastDigits: row.last_digits,
    expires: row.expires,
    isDefault: row.is_default,
  }
}
