import { EmptyState, Sheet } from '@ringfence/ui'
import { ReceiptText } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { useLocation, useParams } from 'wouter-preact'
import { narrow } from '../../narrow.ts'
import { work } from '../../session.ts'
import { Frame } from '../../shell/frame.tsx'
import { findPayments } from './find.ts'
import { PaymentRows } from './payment-rows.tsx'
import { usePayments } from './payments-list.ts'
import { Receipt } from './receipt.tsx'
import './payments.css'

export function PaymentsScreen() {
  const { store } = work.value!
  const { id } = useParams<{ id?: string }>()
  const [, go] = useLocation()
  const [search, setSearch] = useState('')
  const list = usePayments(store.id)
  const close = () => go('/payments')
  const receipt = id === undefined ? undefined : <Receipt key={id} id={id} onChanged={list.refresh} />
  return (
    <Frame sideLabel="Receipt" side={!narrow.value && <section class="receipt-side">{receipt ?? <Nothing />}</section>}>
      <input
        type="search"
        class="find"
        aria-label="Find a payment"
        placeholder="Amount, name or number"
        value={search}
        onInput={event => setSearch(event.currentTarget.value)}
      />
      <PaymentRows
        list={list}
        shown={findPayments(list.payments, search)}
        isSearch={search.trim() !== ''}
        openId={id}
        timeZone={store.timeZone}
        onOpen={each => go(`/payments/${each}`)}
      />
      <Sheet open={narrow.value && receipt !== undefined} onClose={close} title="Receipt">
        {receipt}
      </Sheet>
    </Frame>
  )
}

function Nothing() {
  return (
    <EmptyState title="Choose a payment" icon={<ReceiptText />}>
      Its receipt is shown here, and you can refund it.
    </EmptyState>
  )
}
