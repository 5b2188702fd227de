import type { Payment } from '@ringfence/contract'
import { Amount, ErrorState, formatMoney, formatTime, formatWhen, Skeleton } from '@ringfence/ui'
import { useEffect } from 'preact/hooks'
import { brand } from '../../brand.ts'
import { onLive } from '../../live.ts'
import { useRemote } from '../../remote.ts'
import { api } from '../../session.ts'
import { tendersText } from '../charge/tender-names.ts'
import { TenderRows } from '../charge/tender-rows.tsx'
import { RefundBadge } from './payment-rows.tsx'
import { ReceiptActions } from './receipt-actions.tsx'

interface ReceiptProps {
  id: string
  /** A refund was made here. */
  onChanged: () => void
}

export function Receipt({ id, onChanged }: ReceiptProps) {
  const [payment, reload] = useRemote(id, () => api.getPayment({ params: { id } }))
  useEffect(() => onLive(reload), [reload])
  if (payment.state === 'loading') return <Skeleton lines={8} />
  if (payment.state === 'failed') {
    return (
      <ErrorState title={payment.title} onRetry={reload}>
        {payment.detail}
      </ErrorState>
    )
  }
  const changed = () => {
    reload()
    onChanged()
  }
  return <ReceiptOf payment={payment.data} onChanged={changed} />
}

function ReceiptOf({ payment, onChanged }: { payment: Payment; onChanged: () => void }) {
  const { amount, currency, at, timeZone, storeName, terminalName, scanToPay, hold, voidedAt } = payment
  const when = formatWhen(at, timeZone)
  return (
    <div class="receipt">
      <article class="receipt__paper" aria-label="Receipt">
        <p class="receipt__brand display">{brand.value.name}</p>
        <div class="receipt__head">
          <p class="receipt__who">
            {payment.customerName ?? 'Customer'} · {when}
            {!when.includes(':') && ` ${formatTime(at, timeZone)}`}
          </p>
          <Amount class="total" value={{ amount, currency }} />
          <RefundBadge payment={payment} />
          <p class="receipt__place">
            {[storeName, scanToPay ? `scanned at ${scanToPay.label}` : terminalName].filter(Boolean).join(' · ')}
          </p>
        </div>
        <div class="receipt__body">
          {hold && <p class="dim">Held until {formatWhen(hold.expiresAt, timeZone)}, not charged yet.</p>}
          {voidedAt && <p class="dim">Voided {formatWhen(voidedAt, timeZone)}.</p>}
          <ReceiptLines payment={payment} />
          <Sums payment={payment} />
          <TenderRows
            label="Paid with"
            tenders={payment.tenders}
            currency={currency}
            customerName={payment.customerName}
          />
          <Refunds payment={payment} />
          <p class="receipt__id">{payment.id}</p>
        </div>
      </article>
      <ReceiptActions payment={payment} onChanged={onChanged} />
    </div>
  )
}

function ReceiptLines({ payment: { items, currency } }: { payment: Payment }) {
  if (items.length === 0) return <p class="dim">Plain amount, no items.</p>
  return (
    <ul aria-label="Items">
      {items.map((item, index) => (
        <li key={`${index} ${item.name}`} class="line line__row">
          <span class="line__quantity num">{item.quantity}</span>
          <span class="line__text">
            <span class="line__name">{item.name}</span>
            {item.note && <span class="line__options">{item.note}</span>}
          </span>
          <span class="line__price num">{formatMoney({ amount: item.quantity * item.unitAmount, currency })}</span>
        </li>
      ))}
    </ul>
  )
}

function Sums({ payment }: { payment: Payment }) {
  const { currency } = payment
  const sums = [
    ['Subtotal', payment.subtotal],
    ['Tax', payment.tax],
    ['Tip', payment.tip],
    ['Total', payment.amount],
  ] as const
  return (
    <dl class="receipt__sums num">
      {sums
        .filter(([, amount]) => amount > 0)
        .map(([label, amount]) => (
          <div key={label} class="receipt__sum">
            <dt>{label}</dt>
            <dd>{formatMoney({ amount, currency })}</dd>
          </div>
        ))}
    </dl>
  )
}

function Refunds({ payment: { refunds, timeZone } }: { payment: Payment }) {
  if (refunds.length === 0) return null
  return (
    <section aria-label="Refunds">
      <h3 class="receipt__title">Refunds</h3>
      <ul>
        {refunds.map(refund => (
          <li key={refund.id} class="receipt__refund">
            <span>
              {refund.reason}
              <span class="line__options">
                {formatWhen(refund.at, timeZone)} · to {tendersText(refund.tenders, refund.currency)}
              </span>
            </span>
            <Amount value={{ amount: -refund.amount, currency: refund.currency }} />
          </li>
        ))}
      </ul>
    </section>
  )
}
