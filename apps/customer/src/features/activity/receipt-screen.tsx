import type { Payment } from '@ringfence/contract'
import { Amount, Badge, Card, formatDate, formatMoney, formatTime, Skeleton, useQuery } from '@ringfence/ui'
import { useEffect } from 'preact/hooks'
import { liveVersion } from '../../live.ts'
import { Failure } from '../../parts/failure.tsx'
import { goBack } from '../../parts/go-back.ts'
import { api } from '../../session.ts'
import { PageHead } from '../../shell/frame.tsx'
import { MailReceipt } from './mail-receipt.tsx'
import './receipt.css'
import { TipCard } from './tip-card.tsx'

export function ReceiptScreen({ id }: { id: string }) {
  const payment = useQuery(id, signal => api.getMyPayment({ params: { id }, signal }))
  useEffect(() => {
    if (liveVersion.value > 0) payment.reload()
  }, [liveVersion.value])
  const failure = payment.data ? undefined : payment.failure
  return (
    <div class="narrow stack">
      <PageHead title="Receipt" onBack={() => goBack('/activity')} />
      {failure && <Failure failure={failure} onRetry={payment.reload} retrying={payment.loading} what="The receipt" />}
      {!failure && <Card>{payment.data ? <Receipt payment={payment.data} /> : <Skeleton lines={8} />}</Card>}
      {payment.data?.tippable && <TipCard payment={payment.data} onTipped={payment.reload} />}
      {payment.data && <MailReceipt paymentId={payment.data.id} />}
    </div>
  )
}

const statuses: Partial<Record<Payment['status'], { name: string; tone: 'warn' | 'brand' | 'plain' }>> = {
  authorized: { name: 'On hold', tone: 'brand' },
  partiallyRefunded: { name: 'Partly refunded', tone: 'warn' },
  refunded: { name: 'Refunded', tone: 'warn' },
  voided: { name: 'Voided', tone: 'warn' },
  expired: { name: 'Hold released', tone: 'plain' },
}

function Receipt({ payment }: { payment: Payment }) {
  const { currency, at, timeZone, storeName, terminalName, hold, scanToPay } = payment
  const status = statuses[payment.status]
  const amount = hold && payment.status === 'authorized' ? hold.amount : payment.amount
  return (
    <article class="receipt" aria-label={`Receipt of ${storeName}`}>
      <header class="receipt__head">
        <p class="receipt__store">{storeName}</p>
        <Amount value={{ amount, currency }} size="hero" />
        <p class="dim">
          {formatDate(at, timeZone)}, {formatTime(at, timeZone)}
          {(scanToPay?.label ?? terminalName) && ` · ${scanToPay?.label ?? terminalName}`}
        </p>
        {status && <Badge tone={status.tone}>{status.name}</Badge>}
        <Standing payment={payment} />
      </header>
      <Items payment={payment} />
      <Sums payment={payment} />
      <Tenders payment={payment} />
      <Refunds payment={payment} />
      <p class="receipt__id">
        Quote this to support: <span>{payment.id}</span>
      </p>
    </article>
  )
}

/** What a hold waits for, or when a payment was undone. */
function Standing({ payment: { status, hold, voidedAt, timeZone } }: { payment: Payment }) {
  if (status === 'authorized' && hold) {
    return (
      <p class="dim">
        Set aside until it is charged; released by itself on {formatDate(hold.expiresAt, timeZone)},{' '}
        {formatTime(hold.expiresAt, timeZone)}.
      </p>
    )
  }
  if (status === 'voided' && voidedAt) {
    return (
      <p class="dim">
        Undone on {formatDate(voidedAt, timeZone)}, {formatTime(voidedAt, timeZone)}. Your money is back.
      </p>
    )
  }
  return status === 'expired' ? <p class="dim">Nobody charged it in time. Your money is back.</p> : null
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

const tenderNames: Record<Payment['tenders'][number]['type'], string> = {
  storedValue: 'My balance',
  giftCard: 'Gift card',
  cash: 'Cash',
  card: 'Card at the till',
}

/** How it was paid, when it is more than the balance alone. */
function Tenders({ payment: { tenders, currency } }: { payment: Payment }) {
  const isPlain = tenders.every(tender => tender.type === 'storedValue' && !tender.tip)
  if (isPlain) return null
  return (
    <section class="receipt__refunds" aria-label="Paid with">
      <h3>Paid with</h3>
      <dl class="receipt__sums num">
        {tenders.map((tender, index) => (
          <div key={`${index} ${tender.type}`}>
            <dt>
              {tender.tip ? 'Tip, from my balance' : tenderNames[tender.type]}
              {tender.lastDigits && ` ·· ${tender.lastDigits}`}
              {tender.refunded > 0 && (
                <span class="receipt__note">{formatMoney({ amount: tender.refunded, currency })} given back</span>
              )}
            </dt>
            <dd>{formatMoney({ amount: tender.amount, currency })}</dd>
          </div>
        ))}
      </dl>
    </section>
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
                {refund.tenders.map(({ type, amount }) => (
                  <span key={type} class="receipt__note">
                    {formatMoney({ amount, currency: refund.currency })} to: {tenderNames[type].toLowerCase()}
                  </span>
                ))}
              </span>
            </span>
            <Amount value={refund} sign="always" tone="signed" />
          </li>
        ))}
      </ul>
    </section>
  )
}
