import { Banner, formatMoney } from '@ringfence/ui'
import { Link } from 'wouter-preact'
import { connection } from '../../live.ts'
import { work } from '../../session.ts'
import { queue } from './kept.ts'
import { unconfirmedOf } from './queue.ts'
import { mayTakeOffline } from './take-offline.ts'
import './offline.css'

/** What the cashier has to know of the network, on every screen; nothing while all is well. */
export function OfflineBanner() {
  const { count, amount } = unconfirmedOf(queue.value)
  const kept = `${count} not yet confirmed, ${formatMoney({ amount, currency: work.value!.store.currency })}.`
  if (connection.value === 'offline' && mayTakeOffline()) {
    return (
      <Banner tone="warn" title="Offline: payments are a credit risk." action={<Details />}>
        {count > 0 ? kept : 'Codes can’t be checked now.'}
      </Banner>
    )
  }
  if (connection.value === 'offline') {
    return (
      <Banner tone="offline" title="No connection.">
        Charging starts again by itself when the network is back.
      </Banner>
    )
  }
  if (count === 0) return null
  return (
    <Banner tone="warn" title="Offline payments are being sent." action={<Details />}>
      {kept}
    </Banner>
  )
}

function Details() {
  return (
    <Link href="/offline" class="offline__link">
      Show
    </Link>
  )
}
