/** Live events of this account, and what they change at once. */
import { signal } from '@preact/signals'
import { authorize, type LiveEvent, operations } from '@ringfence/contract'
import { type EventsState, formatMoney, openEvents, toast } from '@ringfence/ui'
import { navigate } from 'wouter-preact/use-browser-location'
import { markUsed } from './features/pay/used-step.ts'
import { credentials, token } from './session.ts'
import { holder, refreshWallet, setBalance, stores, walletFailure } from './wallet.ts'

export const streamState = signal<EventsState>('connecting')

/** Grows after each event, when lists should be read again. */
export const liveVersion = signal(0)

/** Takes an event; true when it has told the customer, so that no toast is needed. */
type Listener = (event: LiveEvent) => boolean
const listeners = new Set<Listener>()

export function onLive(listener: Listener): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** Follows the stream and the app's return to the foreground. Returns what stops it. */
export function followLive(): () => void {
  let hasOpened = false
  const stop = openEvents({
    url: new URL(operations.streamEvents.path, location.origin).href,
    authorize: async request => authorize(credentials, request, await token()),
    onEvent: ({ data }) => take(JSON.parse(data) as LiveEvent),
    onState(state) {
      // Between two connections something may have been missed.
      if (state === 'open' && (hasOpened || walletFailure.peek())) void readAgain()
      if (state === 'open') hasOpened = true
      streamState.value = state
    },
  })
  const onShown = () => {
    if (document.visibilityState === 'visible') void readAgain()
  }
  document.addEventListener('visibilitychange', onShown)
  addEventListener('online', onShown)
  return () => {
    stop()
    document.removeEventListener('visibilitychange', onShown)
    removeEventListener('online', onShown)
  }
}

async function readAgain(): Promise<void> {
  await refreshWallet()
  liveVersion.value += 1
}

function take(event: LiveEvent): void {
  // Without an account it is about a gift that this customer bought.
  if (event.accountId !== null && event.accountId !== holder.peek()?.account.id) return
  if (event.accountId !== null && event.balance !== undefined) setBalance(event.accountId, event.balance)
  if (event.type === 'payment.captured') markUsed(event.id, event.at)
  const isTold = [...listeners].map(listener => listener(event)).includes(true)
  if (!isTold) tell(event)
  void readAgain()
}

export function storeName(storeId: string | null): string | undefined {
  return stores.peek().find(store => store.id === storeId)?.name
}

/** A load that auto top-up has made is told once, as the load. */
const loadToldMs = 10_000
let loadToldAt = Number.NEGATIVE_INFINITY

function tell(event: LiveEvent): void {
  if (event.type === 'load.succeeded' || event.type === 'load.failed') loadToldAt = performance.now()
  const amount = formatMoney(event)
  const place = storeName(event.storeId)
  const open = (path: string) => ({
    label: 'Receipt',
    onClick: () => navigate(`/app${path}`, { state: { isWithin: true } }),
  })
  if (event.type === 'payment.captured') {
    toast(`Paid ${amount}${place ? ` at ${place}` : ''}`, { action: open(`/payments/${event.id}`) })
  } else if (event.type === 'payment.refunded') toast(`${amount} was given back to you`)
  else if (event.type === 'load.succeeded') toast(`Loaded ${amount}`)
  else if (event.type === 'payment.authorized') toast(`${amount} is held${place ? ` at ${place}` : ''}`)
  else if (event.type === 'payment.voided') toast(`${amount} came back: the payment was voided`)
  else if (event.type === 'payment.expired') toast(`${amount} came back: the hold has expired`)
  else if (event.type === 'payment.tipped') toast(`Tip of ${amount} given`)
  else if (event.type === 'load.disputed') toast(`Your load of ${amount} was disputed and taken back`, { tone: 'bad' })
  else if (event.type === 'load.reinstated') toast(`${amount} of a disputed load was given back`, { tone: 'good' })
  else if (event.type === 'load.refunded') toast(`${amount} goes back to your card`)
  else if (event.type === 'load.failed') toast(`Your load of ${amount} did not work`, { tone: 'bad' })
  else if (event.type === 'giftCard.delivered') toast(`Your gift of ${amount} was sent`)
  else if (event.type === 'giftCard.claimed') toast(`Your gift of ${amount} was claimed`, { tone: 'good' })
  else if (event.type === 'giftCard.consolidated') toast(`${amount} of gift cards is in your account now`)
  else if (event.type === 'giftCard.disputed') toast(`${amount} of a gift was taken back: its payment is disputed`)
  else if (event.type === 'giftCard.reinstated') toast(`${amount} of a disputed gift was given back`, { tone: 'good' })
  else if (event.type === 'autoTopUp.told' && performance.now() - loadToldAt > loadToldMs) {
    toast('There is news about your auto top-up', {
      action: { label: 'Look', onClick: () => navigate('/app/load/auto') },
    })
  }
}
