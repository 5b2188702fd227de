/** What this person holds: account, balance, recent activity, stores. Kept on the device, so that it opens offline. */
import { signal } from '@preact/signals'
import type { Account, ActivityEntry, AutoTopUp, CardDesign, Failed, Me, MyGiftCard, Store } from '@ringfence/contract'
import { nowIso } from './clock.ts'
import { markCounted, markUsed } from './features/pay/used-step.ts'
import { keep, kept } from './kept.ts'
import { api, personId } from './session.ts'

export interface Holder {
  readonly me: Me
  readonly account: Account
}

export const holder = signal<Holder | undefined>(undefined)
/** When the balance was read, RFC 3339. */
export const balanceAt = signal('')
/** Newest first; undefined until read. */
export const recent = signal<readonly ActivityEntry[] | undefined>(undefined)
export const stores = signal<readonly Store[]>([])
export const designs = signal<readonly CardDesign[]>([])
/** Undefined until read. */
export const giftCards = signal<readonly MyGiftCard[] | undefined>(undefined)
/** The standing rule; null when there is none, undefined until read. */
export const autoTopUp = signal<AutoTopUp | null | undefined>(undefined)
/** Why the last reading failed, if it did. */
export const walletFailure = signal<Failed | undefined>(undefined)

/** What is shown may be of an earlier visit: it is being read anew. */
export const isReading = signal(true)

const recentCount = 30

/** Opens what an earlier visit left; false when there is nothing. */
export async function openKept(id: string): Promise<boolean> {
  const wallet = await kept('wallet', id)
  if (!wallet) return false
  holder.value = { me: wallet.me, account: wallet.account }
  balanceAt.value = wallet.balanceAt
  recent.value = wallet.recent
  markCounted(wallet.recent.map(entry => entry.id))
  stores.value = wallet.stores
  // An earlier version of the app kept less.
  designs.value = wallet.designs ?? []
  giftCards.value = wallet.giftCards ?? []
  autoTopUp.value = wallet.autoTopUp ?? null
  return true
}

/** The picture of a design, by the design's id. */
export function artOf(design: string): string {
  return designs.value.find(({ id }) => id === design)?.art ?? 'rings'
}

/** Gift cards that can pay, or could after an unfreeze. */
export function livingGiftCards(): readonly MyGiftCard[] {
  return (giftCards.value ?? []).filter(card => card.state === 'active' || card.state === 'frozen')
}

/** Reads everything anew. Answers the failure, and leaves what was shown before. */
export async function refreshWallet(): Promise<Failed | undefined> {
  isReading.value = true
  walletFailure.value = await readWallet().finally(() => {
    isReading.value = false
  })
  return walletFailure.value
}

async function readWallet(): Promise<Failed | undefined> {
  const [me, accounts] = await Promise.all([api.getMe({}), api.listMyAccounts({})])
  if (!me.ok) return me
  if (!accounts.ok) return accounts
  const account = accounts.data.data[0]
  if (!account) return undefined
  holder.value = { me: me.data, account }
  balanceAt.value = nowIso()
  const params = { id: account.id }
  const [activity, places, gallery, gifts, rule] = await Promise.all([
    api.listMyActivity({ params, query: { limit: recentCount } }),
    api.listStores({}),
    api.listCardDesigns({}),
    api.listMyGiftCards({}),
    api.getMyAutoTopUp({ params }),
  ])
  if (activity.ok) {
    recent.value = activity.data.data
    for (const { id, type, at } of activity.data.data) if (type === 'payment') markUsed(id, at)
  }
  if (places.ok) stores.value = places.data.data
  if (gallery.ok) designs.value = gallery.data.data
  if (gifts.ok) giftCards.value = gifts.data.data
  if (rule.ok) autoTopUp.value = rule.data
  else if (rule.code === 'not_found') autoTopUp.value = null
  await keepWallet()
  return [activity, gifts].find(answer => !answer.ok) as Failed | undefined
}

/** A balance that an event told, before anything is read again. */
export function setBalance(accountId: string, balance: number): void {
  const current = holder.peek()
  if (current?.account.id !== accountId) return
  holder.value = { ...current, account: { ...current.account, balance } }
  balanceAt.value = nowIso()
  void keepWallet()
}

async function keepWallet(): Promise<void> {
  const [current, id] = [holder.peek(), personId.peek()]
  if (!current || id === undefined) return
  await keep(
    'wallet',
    {
      ...current,
      balanceAt: balanceAt.peek(),
      recent: recent.peek() ?? [],
      stores: stores.peek(),
      designs: designs.peek(),
      giftCards: (giftCards.peek() ?? []).map(card => ({ ...card, code: null })),
      autoTopUp: autoTopUp.peek() ?? null,
    },
    id,
  )
}
