import type { Payment } from '@ringfence/contract'
import { Amount, formatMoney } from '@ringfence/ui'
import type { ComponentChildren } from 'preact'
import { formatMoment } from '../../data/moment.ts'
import { Code } from '../../parts/code.tsx'
import { PaymentStatus } from './payment-status.tsx'
import './receipt.css'

/** All of a payment: who, where, when, what it is made of, and what was given back. */
export function Receipt({ payment }: { payment: Payment }) {
  const { amount, currency, subtotal, tax, tip, refunded, timeZone } = payment
  const money = (minor: number) => formatMoney({ amount: minor, currency })
  return (
    <article class="receipt">
      <header class="receipt__head">
        <Amount value={{ amount, currency }} size="large" />
        <PaymentStatus status={payment.status} />
      </header>
      <dl class="receipt__facts">
        <Fact label="When">
          {formatMoment(payment.at, timeZone)} <span class="faint">{timeZone.replaceAll('_', ' ')}</span>
        </Fact>
        <Fact label="Where">{[payment.storeName, payment.terminalName].filter(Boolean).join(' · ')}</Fact>
        <Fact label="Customer">{payment.customerName ?? '–'}</Fact>
        <Fact label="Id">
          <Code text={payment.id} label="payment id" />
        </Fact>
      </dl>
      <h3>Receipt</h3>
      {payment.items.length === 0 && <p class="dim">The till sent an amount without items.</p>}
      <ul class="receipt__lines">
        {payment.items.map((item, at) => (
          <li key={`${at} ${item.name}`} class="receipt__line">
            <span>
              {item.quantity > 1 && <span class="num">{item.quantity} × </span>}
              {item.name}
              {item.note && <span class="receipt__note">{item.note}</span>}
            </span>
            <span class="num">{money(item.quantity * item.unitAmount)}</span>
          </li>
        ))}
      </ul>
      <ul class="receipt__lines receipt__totals">
        {payment.items.length > 0 && <Total label="Subtotal" value={money(subtotal)} />}
        {tax > 0 && <Total label="Tax" value={money(tax)} />}
        {tip > 0 && <Total label="Tip" value={money(tip)} />}
        <Total label="Paid" value={money(amount)} strong />
        {refunded > 0 && <Total label="Kept after refunds" value={money(amount - refunded)} strong />}
      </ul>
      {payment.refunds.length > 0 && (
        <>
          <h3>Refunds</h3>
          <ul class="receipt__lines">
            {payment.refunds.map(refund => (
              <li key={refund.id} class="receipt__line">
                <span>
                  {formatMoment(refund.at, timeZone)}
                  <span class="receipt__note">{refund.reason}</span>
                </span>
                <span class="num">{money(-refund.amount)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </article>
  )
}

function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Total({ label, value, strong = false }: { label: string; value: string; strong?: boolean }) {
  return (
    <li class={`receipt__line ${strong ? 'receipt__line--strong' : ''}`}>
      <span>{label}</span>
      <span class="num">{value}</span>
    </li>
  )
}
