/**
 * What stays on this device between visits, in IndexedDB, so that the app opens and pays without a network.
 * Never a token, never a device secret: the pay-code key is a CryptoKey that can't be read out.
 */
import type { Account, ActivityEntry, AutoTopUp, Brand, CardDesign, Me, MyGiftCard, Store } from '@ringfence/contract'
import { clear, createStore, del, get, set } from 'idb-keyval'

export interface KeptWallet {
  readonly me: Me
  readonly account: Account
  /** When the balance was read, RFC 3339. */
  readonly balanceAt: string
  readonly recent: readonly ActivityEntry[]
  readonly stores: readonly Store[]
  readonly designs: readonly CardDesign[]
  /** Without their codes: whoever has one can pay with it. */
  readonly giftCards: readonly MyGiftCard[]
  readonly autoTopUp: AutoTopUp | null
}

export interface KeptDevice {
  readonly id: string
  readonly alias: string
  readonly accountId: string
  /** HMAC-SHA-1, not extractable. */
  readonly key: CryptoKey
}

interface Kept {
  brand: Brand
  /** Who uses this device: an id only, which signs in by itself in the sandbox alone. */
  person: string
  /** Whether they signed in on the server's pages, rather than being chosen in the sandbox. */
  bySignIn: boolean
  wallet: KeptWallet
  device: KeptDevice
  /** P-256 for ECDH; the private one is not extractable. */
  deviceKeys: CryptoKeyPair
  usedStep: number
  loadIntent: { key: string; amount: number; currency: string; methodId: string }
}

const store = createStore('ringfence', 'kept')
/** A name alone, or one for each person or account. */
const nameOf = (name: keyof Kept, ownerId?: string) => (ownerId === undefined ? name : `${name}:${ownerId}`)

/** Undefined when nothing is kept, and when the browser keeps nothing (a private window, storage refused). */
export async function kept<Name extends keyof Kept>(name: Name, ownerId?: string): Promise<Kept[Name] | undefined> {
  return get<Kept[Name]>(nameOf(name, ownerId), store).catch(() => undefined)
}

export async function keep<Name extends keyof Kept>(name: Name, value: Kept[Name], ownerId?: string): Promise<void> {
  await set(nameOf(name, ownerId), value, store).catch(() => undefined)
}

export async function forget(name: keyof Kept, ownerId?: string): Promise<void> {
  await del(nameOf(name, ownerId), store).catch(() => undefined)
}

export async function forgetAll(): Promise<void> {
  await clear(store).catch(() => undefined)
}
