import type { CardBatch } from '@ringfence/contract'
import { Button, Card, EmptyState, formatCount, formatMoney, Table, usePages, useQuery } from '@ringfence/ui'
import { Plus } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { usePoll } from '../../data/use-poll.ts'
import '../../parts/dense.css'
import { Page } from '../../parts/page.tsx'
import { Paged } from '../../parts/paged.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import { BatchPanel } from './batch-panel.tsx'
import { BatchStatus } from './batch-status.tsx'
import { OrderPanel } from './order-panel.tsx'

function columnsFor(designName: (id: string) => string) {
  const end = 'end' as const
  return [
    { id: 'name', label: 'Name', render: (batch: CardBatch) => batch.name },
    { id: 'design', label: 'Design', render: (batch: CardBatch) => designName(batch.design) },
    { id: 'at', label: 'Ordered', render: (batch: CardBatch) => formatMoment(batch.orderedAt) },
    { id: 'by', label: 'By', render: (batch: CardBatch) => batch.orderedBy },
    { id: 'count', label: 'Cards', align: end, render: (batch: CardBatch) => formatCount(batch.count) },
    { id: 'activated', label: 'Sold', align: end, render: (batch: CardBatch) => formatCount(batch.activated) },
    {
      id: 'ceiling',
      label: 'At most',
      align: end,
      render: ({ ceiling, currency }: CardBatch) => formatMoney({ amount: ceiling, currency }, { fraction: 'whole' }),
    },
    { id: 'status', label: 'Status', render: (batch: CardBatch) => <BatchStatus batch={batch} /> },
  ]
}

type Open = { what: 'order' } | { what: 'batch'; id: string }

/** Printed gift cards: ordered here, made in the background, handed to the printer once. */
export function CardBatchesPage() {
  const [open, setOpen] = useState<Open>()
  const pages = usePages('card batches', (cursor, signal) =>
    api.listCardBatches({ query: { limit: 50, ...(cursor === undefined ? {} : { cursor }) }, signal }),
  )
  usePoll(
    pages.refresh,
    pages.rows.some(batch => batch.status === 'making'),
  )
  const designs = useQuery('card designs', signal => api.listCardDesigns({ signal })).data?.data ?? []
  const designName = (id: string) => designs.find(design => design.id === id)?.name ?? id
  const batch = open?.what === 'batch' ? pages.rows.find(({ id }) => id === open.id) : undefined
  const close = () => setOpen(undefined)
  return (
    <Page
      title="Card batches"
      filters={
        mayCall(person.value!.role, 'orderCardBatch') && (
          <Button
            variant="primary"
            size="dense"
            icon={<Plus size={17} aria-hidden="true" />}
            onClick={() => setOpen({ what: 'order' })}
          >
            Order cards
          </Button>
        )
      }
    >
      <Card variant="flat" class="dense batches">
        <Paged pages={pages}>
          <Table
            caption="Batches of printed gift cards, newest first"
            columns={columnsFor(designName)}
            rows={pages.rows}
            rowKey={row => row.id}
            onOpen={({ id }) => setOpen({ what: 'batch', id })}
            empty={
              <EmptyState title="No cards ordered yet">
                Order a batch, hand its file to a printer, and sell the cards at the tills.
              </EmptyState>
            }
          />
        </Paged>
      </Card>
      {open?.what === 'order' && (
        <OrderPanel
          designs={designs}
          onClose={close}
          onDone={({ id }) => {
            pages.refresh()
            setOpen({ what: 'batch', id })
          }}
        />
      )}
      {batch && (
        <BatchPanel
          key={batch.id}
          batch={batch}
          designName={designName(batch.design)}
          onClose={close}
          onDone={pages.refresh}
        />
      )}
    </Page>
  )
}
