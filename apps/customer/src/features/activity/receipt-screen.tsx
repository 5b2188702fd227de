import type { Payment } from '@ringfence/contract'
import { Amount, Badge, Card, formatDate, formatMoney, formatTime, Skeleton, useQuery } from '@ringfence/ui'
import { useEffect } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { liveVersion } from '../../live.ts'
import { Failure } from '../../parts/failure.tsx'
import { api } from '../../session.ts'
import { PageHead } from '../../shell/frame.tsx'
import './receipt.css'

export function ReceiptScreen({ id }: { id: string }) {
  const [, navigate] = useLocation()
  const payment = useQuery(id, signal => api.getMyPayment({ params: { id }, signal }))
  useEffect(() => {
    if (liveVersion.value > 0) payment.reload()
  }, [liveVersion.value])
  const failure = payment.data ? undefined : payment.failure
  return (
    <div class="narrow stack">
      <PageHead title="Receipt" onBack={() => (cameFromWithin() ? history.back() : navigate('/activity'))} />
      {failure && <Failure failure={failure} onRetry={payment.reload} retrying={payment.loading} what="The receipt" />}
      {!failure && <Card>{payment.data ? <Receipt payment={payment.data} /> : <Skeleton lines={8} />}</Card>}
    </div>
  )
}

/** Opened from a list or a message of this app, not by an address. */
function cameFromWithin(): boolean {
  return (history.state as { isWithin?: boolean } | null)?.isWithin === true
}

function Receipt({ payment }: { payment: Payment }) {
  const { amount, currency, at, timeZone, storeName, terminalName } = payment
  return (
    <article class="receipt" aria-label={`Receipt of ${storeName}`}>
      <header class="receipt__head">
        <p class="receipt__store">{storeName}</p>
        <Amount value={{ amount, currency }} size="hero" />
        <p class="dim">
          {formatDate(at, timeZone)}, {formatTime(at, timeZone)}
          {terminalName && ` · ${terminalName}`}
        </p>
        {payment.status !== 'captured' && (
          <Badge tone="warn">{payment.status === 'refunded' ? 'Refunded' : 'Partly refunded'}</Badge>
        )}
      </header>
      <Items payment={payment} />
      <Sums payment={payment} />
      <Refunds payment={payment} />
      <p class="receipt__id">
        Quote this to support: <span>{payment.id}</span>
      </p>
    </article>
  )
}

function Items({ payment: { items, currency } }: { payment: Payment }) {
  if (items.length === 0) return null
  return (
    <ul class="receipt__items" aria-label="Items">
      {items.map((item, index) => (
        <li key={`${index} ${item.name}`}>
          <span class="receipt__quantity num">{item.quantity}</span>
          <span class="receipt__item">
            {item.name}
            {item.note && <span class="receipt__note">{item.note}</span>}
          </span>
          <span class="num">{formatMoney({ amount: item.quantity * item.unitAmount, currency })}</span>
        </li>
      ))}
    </ul>
  )
}

function Sums({ payment }: { payment: Payment }) {
  const sums = [
    ['Subtotal', payment.subtotal],
    ['Tax', payment.tax],
    ['Tip', payment.tip],
  ] as const
  return (
    <dl class="receipt__sums num">
      {sums
        .filter(([, amount]) => amount > 0 && amount < payment.amount)
        .map(([label, amount]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{formatMoney({ amount, currency: payment.currency })}</dd>
          </div>
        ))}
      <div class="receipt__total">
        <dt>Total</dt>
        <dd>{formatMoney(payment)}</dd>
      </div>
    </dl>
  )
}

function Refunds({ payment: { refunds, timeZone } }: { payment: Payment }) {
  if (refunds.length === 0) return null
  return (
    <section class="receipt__refunds" aria-label="Refunds">
      <h3>Given back</h3>
      <ul class="receipt__items">
        {refunds.map(refund => (
          <li key={refund.id}>
            <span class="receipt__item">
              {refund.reason}
              <span class="receipt__note">
                {formatDate(refund.at, timeZone)}, {formatTime(refund.at, timeZone)}
              </span>
            </span>
            <Amount value={refund} sign="always" tone="signed" />
          </li>
        ))}
      </ul>
    </section>
  )
}
