import type { PaymentSummary } from '@ringfence/contract'
import { Amount, Badge, Banner, Button, EmptyState, ErrorState, formatTime, Skeleton } from '@ringfence/ui'
import { ReceiptText, SearchX } from 'lucide-preact'
import { byDay } from './find.ts'
import type { PaymentsList } from './payments-list.ts'

interface PaymentRowsProps {
  list: PaymentsList
  shown: readonly PaymentSummary[]
  isSearch: boolean
  openId: string | undefined
  timeZone: string
  onOpen: (id: string) => void
}

export function PaymentRows({ list, shown, isSearch, openId, timeZone, onOpen }: PaymentRowsProps) {
  if (list.state === 'loading') return <RowsSkeleton />
  if (list.state === 'failed') {
    return (
      <ErrorState title={list.trouble?.title} onRetry={list.refresh}>
        {list.trouble?.detail}
      </ErrorState>
    )
  }
  return (
    <div class="payments">
      {list.trouble && (
        <Banner tone="warn" title="This list may be old.">
          {list.trouble.title}
        </Banner>
      )}
      {shown.length === 0 && <Empty isSearch={isSearch} />}
      {byDay(shown, timeZone).map(day => (
        <section key={day.name} aria-label={day.name}>
          <h2 class="payments__day">{day.name}</h2>
          <ul class="payments__rows">
            {day.payments.map(payment => (
              <PaymentRow
                key={payment.id}
                payment={payment}
                isOpen={payment.id === openId}
                time={formatTime(payment.at, timeZone)}
                onOpen={() => onOpen(payment.id)}
              />
            ))}
          </ul>
        </section>
      ))}
      {list.hasMore && (
        <Button size="till" wide onClick={list.loadMore}>
          Show older payments
        </Button>
      )}
    </div>
  )
}

interface PaymentRowProps {
  payment: PaymentSummary
  isOpen: boolean
  time: string
  onOpen: () => void
}

function PaymentRow({ payment, isOpen, time, onOpen }: PaymentRowProps) {
  const { title, customerName, terminalName, amount, currency } = payment
  const about = [customerName, terminalName].filter(Boolean).join(' · ')
  return (
    <li>
      <button type="button" class="payment" aria-current={isOpen ? 'true' : undefined} onClick={onOpen}>
        <span class="payment__time num">{time}</span>
        <span class="payment__text">
          <span class="payment__title">{title}</span>
          <span class="payment__about">{about}</span>
        </span>
        <span class="payment__end">
          <Amount class="payment__amount" value={{ amount, currency }} />
          <RefundBadge payment={payment} />
        </span>
      </button>
    </li>
  )
}

const statusWords = {
  authorized: 'On hold',
  partiallyRefunded: 'Part refunded',
  refunded: 'Refunded',
  voided: 'Voided',
  expired: 'Hold expired',
} as const

export function RefundBadge({ payment: { status } }: { payment: Pick<PaymentSummary, 'status'> }) {
  return status === 'captured' ? null : <Badge tone="warn">{statusWords[status]}</Badge>
}

function Empty({ isSearch }: { isSearch: boolean }) {
  if (!isSearch) {
    return (
      <EmptyState title="No payments yet" icon={<ReceiptText />}>
        The first one appears here by itself.
      </EmptyState>
    )
  }
  return (
    <EmptyState title="Nothing found" icon={<SearchX />}>
      Only the payments that are loaded are searched. Show older ones, or type less.
    </EmptyState>
  )
}

function RowsSkeleton() {
  return (
    <div class="payments" aria-busy="true">
      {Array.from({ length: 7 }, (_, row) => (
        <Skeleton key={row} height="72px" radius="16px" />
      ))}
    </div>
  )
}
