import type { PaymentCode } from '@ringfence/contract'
import { Button, Card, EmptyState, formatMoney, Skeleton, Table, useQuery } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { stores } from '../../data/stores.ts'
import { useLive } from '../../live.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { person } from '../../session.ts'
import '../../parts/store-filter.css'
import { CodePanel } from './code-panel.tsx'
import { CodeState, kindWords } from './code-words.tsx'
import { CreateSheet } from './create-sheet.tsx'

/** Codes to print for tables, machines and invoices: the customer scans one with the app and pays. */
export function PaymentCodesPage() {
  const [chosen, choose] = useState<string>()
  const storeId = person.value?.storeId ?? chosen ?? stores.value[0]?.id
  const choices = person.value?.storeId ? [] : stores.value
  return (
    <Page
      title="Payment codes"
      filters={
        choices.length > 0 && (
          <select
            class="store-filter"
            aria-label="Store"
            value={storeId}
            onChange={event => choose(event.currentTarget.value)}
          >
            {choices.map(store => (
              <option key={store.id} value={store.id}>
                {store.name}
              </option>
            ))}
          </select>
        )
      }
    >
      {storeId === undefined ? <Skeleton lines={6} /> : <StoreCodes key={storeId} storeId={storeId} />}
    </Page>
  )
}

function StoreCodes({ storeId }: { storeId: string }) {
  const query = useQuery(`payment codes ${storeId}`, signal =>
    api.listPaymentCodes({ params: { id: storeId }, signal }),
  )
  useLive(query.reload)
  const [creating, setCreating] = useState(false)
  const [openId, setOpenId] = useState<string>()
  const open = query.data?.data.find(({ id }) => id === openId)
  const store = stores.value.find(({ id }) => id === storeId)
  return (
    <>
      <Card
        variant="flat"
        title={store?.name}
        aside={
          <Button size="dense" variant="primary" onClick={() => setCreating(true)}>
            Make a code
          </Button>
        }
      >
        <Loaded query={query}>
          {({ data }) => (
            <Table
              caption="Payment codes"
              columns={columns}
              rows={data}
              rowKey={row => row.id}
              onOpen={row => setOpenId(row.id)}
              empty={
                <EmptyState title="No codes yet">
                  Make one for a table or a machine, print it, and customers pay by scanning it.
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Card>
      {open && store && (
        <CodePanel code={open} store={store} onClose={() => setOpenId(undefined)} onCancelled={query.reload} />
      )}
      {store && (
        <CreateSheet
          open={creating}
          store={store}
          onClose={() => setCreating(false)}
          onMade={made => {
            setCreating(false)
            setOpenId(made.id)
            query.reload()
          }}
        />
      )}
    </>
  )
}

const columns = [
  { id: 'label', label: 'For', render: (row: PaymentCode) => row.label },
  { id: 'kind', label: 'Kind', render: (row: PaymentCode) => kindWords[row.kind] },
  {
    id: 'amount',
    label: 'Amount',
    align: 'end' as const,
    render: ({ amount, currency }: PaymentCode) =>
      amount === null ? 'the customer types it' : formatMoney({ amount, currency }),
  },
  { id: 'status', label: 'State', render: (row: PaymentCode) => <CodeState status={row.status} /> },
  { id: 'made', label: 'Made', align: 'end' as const, render: (row: PaymentCode) => formatMoment(row.createdAt) },
]
