import type { CustomerHold, CustomerLot, CustomerValue } from '@ringfence/contract'
import { Badge, Card, formatDate, formatMoney, Table, useQuery } from '@ringfence/ui'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import '../../parts/dense.css'
import { Loaded } from '../../parts/loaded.tsx'
import { useOpenPayment } from '../payments/open-payment.ts'

type AccountValue = CustomerValue['accounts'][number]

const kinds = { paid: 'Paid', gift: 'Gift', refund: 'Refund', promotional: 'Promotion' } as const
const tenders: Record<string, string> = {
  card: 'by card',
  cash: 'in cash',
  cardAtTill: 'by card at the till',
  import: 'imported',
  bulk: 'bulk load',
  promotion: 'bulk load',
}

/** What the balance is made of, in the order in which it is spent, and what is set aside. */
export function ValueCard({ customerId }: { customerId: string }) {
  const query = useQuery(`value ${customerId}`, signal => api.getCustomerValue({ params: { id: customerId }, signal }))
  useLive(query.reload)
  return (
    <Card variant="flat" title="What the balance is made of" class="dense">
      <Loaded query={query}>
        {value => value.accounts.map(account => <Value key={account.accountId} account={account} />)}
      </Loaded>
    </Card>
  )
}

function Value({ account: { currency, lots, holds } }: { account: AccountValue }) {
  const open = useOpenPayment()
  const money = (row: { amount: number }) => formatMoney({ amount: row.amount, currency })
  const amount = { id: 'amount', label: 'Amount', align: 'end' as const, render: money }
  const lotColumns = [
    { id: 'kind', label: 'Spent first to last', render: (lot: Numbered) => lotWords(lot) },
    { id: 'opened', label: 'Since', render: (lot: Numbered) => formatDate(lot.openedAt) },
    { id: 'expires', label: 'Expires', render: (lot: Numbered) => <Expiry at={lot.expiresAt} /> },
    amount,
  ]
  const holdColumns = [
    { id: 'placed', label: 'On hold since', render: (hold: CustomerHold) => formatMoment(hold.placedAt) },
    { id: 'expires', label: 'Released', render: (hold: CustomerHold) => formatMoment(hold.expiresAt) },
    amount,
  ]
  return (
    <>
      <Table
        caption="Lots of the balance, in the order in which they are spent"
        columns={lotColumns}
        rows={lots.map((lot, place) => ({ ...lot, place }))}
        rowKey={lot => `${lot.place}`}
        empty={<span class="dim">The account is empty.</span>}
      />
      {holds.length > 0 && (
        <Table
          caption="Holds, oldest first"
          columns={holdColumns}
          rows={holds}
          rowKey={hold => hold.paymentId}
          onOpen={hold => open(hold.paymentId)}
        />
      )}
    </>
  )
}

type Numbered = CustomerLot & { place: number }

function lotWords({ kind, tender }: CustomerLot): string {
  return [kinds[kind], tenders[tender]].filter(Boolean).join(', ')
}

function Expiry({ at }: { at: string | null }) {
  if (at === null) return 'never'
  return Date.parse(at) < Date.now() ? <Badge tone="bad">expired</Badge> : formatDate(at)
}
