import type { LateDecline } from '@ringfence/contract'
import { Badge, Banner, Button, Card, EmptyState, formatMoney, Segmented, Table, usePages } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import { Page } from '../../parts/page.tsx'
import { Paged } from '../../parts/paged.tsx'
import { StoreFilter, useStoreChoice } from '../../parts/store-filter.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import { FlagsCard } from './flags-card.tsx'
import { ResolveSheet } from './resolve-sheet.tsx'

export const reasonWords = {
  insufficient_funds: 'Not enough balance',
  code_invalid: 'Code not known',
  code_expired: 'Code had expired',
  code_used: 'Code was used before',
  account_frozen: 'Account frozen',
  currency_mismatch: 'Another currency',
  basket_mismatch: 'Items don’t add up',
  limit_exceeded: 'Above the offline limit',
  not_allowed: 'Till was not allowed to',
  out_of_window: 'Came too late',
} as const

const stateWords = { open: 'Open', writtenOff: 'Written off', paidOtherwise: 'Paid otherwise' } as const

/** Payments that a till took without the network and that were declined when they were forwarded: the brand's own loss. */
export function LateDeclinesPage() {
  const storeId = useStoreChoice()
  const [shown, show] = useState<'open' | 'resolved'>('open')
  const [resolving, setResolving] = useState<LateDecline>()
  const pages = usePages(`late declines ${storeId} ${shown}`, (cursor, signal) =>
    api.listLateDeclines({
      query: {
        limit: 50,
        status: shown,
        ...(storeId === undefined ? {} : { storeId }),
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    }),
  )
  useLive(pages.refresh)
  const open = shown === 'open' ? pages.rows.filter(({ status }) => status === 'open') : pages.rows
  const mayResolve = mayCall(person.value!.role, 'resolveLateDecline')
  return (
    <Page
      title="Late declines"
      filters={
        <>
          <StoreFilter />
          <Segmented
            label="Which late declines"
            size="dense"
            items={[
              { id: 'open' as const, label: 'Open' },
              { id: 'resolved' as const, label: 'Settled' },
            ]}
            value={shown}
            onChange={show}
          />
        </>
      }
    >
      {shown === 'open' && open.length > 0 && <AtRisk rows={open} />}
      <Card variant="flat">
        <Paged pages={pages}>
          <Table
            caption="Late declines, newest first"
            columns={columnsFor(mayResolve && shown === 'open' ? setResolving : undefined)}
            rows={open}
            rowKey={row => row.id}
            empty={<Nothing isOpen={shown === 'open'} />}
          />
        </Paged>
      </Card>
      <FlagsCard storeId={storeId} />
      <ResolveSheet
        decline={resolving}
        onClose={() => setResolving(undefined)}
        onResolved={() => {
          setResolving(undefined)
          pages.refresh()
        }}
      />
    </Page>
  )
}

function Nothing({ isOpen }: { isOpen: boolean }) {
  if (!isOpen) return <EmptyState title="None settled yet" />
  return (
    <EmptyState title="Nothing to settle">
      Every payment that a till took offline was paid when the network came back.
    </EmptyState>
  )
}

function AtRisk({ rows }: { rows: readonly LateDecline[] }) {
  const { currency } = rows[0]!
  const amount = rows.filter(row => row.currency === currency).reduce((sum, row) => sum + row.amount, 0)
  return (
    <Banner tone="warn" title={`${formatMoney({ amount, currency })} is not paid yet`}>
      The goods are gone. Ask the customer at the next visit, or write it off: each settlement is kept with your name.
    </Banner>
  )
}

function columnsFor(onResolve: ((decline: LateDecline) => void) | undefined) {
  return [
    { id: 'taken', label: 'Taken', render: (row: LateDecline) => formatMoment(row.takenAt, row.timeZone) },
    { id: 'till', label: 'Till', render: (row: LateDecline) => `${row.storeName} · ${row.terminalName}` },
    { id: 'by', label: 'Cashier', render: (row: LateDecline) => row.cashier },
    { id: 'what', label: 'Items', render: (row: LateDecline) => row.title },
    { id: 'why', label: 'Declined because', render: (row: LateDecline) => reasonWords[row.reason] },
    { id: 'amount', label: 'Amount', align: 'end' as const, render: (row: LateDecline) => formatMoney(row) },
    {
      id: 'state',
      label: 'Settlement',
      align: 'end' as const,
      render: (row: LateDecline) => {
        if (row.status === 'open' && onResolve) {
          return (
            <Button size="dense" aria-label={`Settle ${formatMoney(row)}`} onClick={() => onResolve(row)}>
              Settle
            </Button>
          )
        }
        return (
          <>
            <Badge tone={row.status === 'paidOtherwise' ? 'good' : 'plain'}>{stateWords[row.status]}</Badge>{' '}
            <span class="faint">{[row.resolvedBy, row.note].filter(Boolean).join(': ')}</span>
          </>
        )
      },
    },
  ]
}
