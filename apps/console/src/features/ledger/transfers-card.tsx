import type { Transfer } from '@ringfence/contract'
import { Amount, Badge, Card, EmptyState, formatMoney, type Pages, Table, usePages } from '@ringfence/ui'
import { Link } from 'wouter-preact'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import { Code } from '../../parts/code.tsx'
import { Paged } from '../../parts/paged.tsx'
import { transferKinds } from './kinds.ts'
import { ReversedLink } from './reversed-link.tsx'

type Side = Transfer['debit']

/** All transfers, or those of one account: then signed as they change its balance. */
export function TransfersCard({ accountId, note }: { accountId?: string; note?: string | undefined }) {
  const pages = usePages(`transfers ${accountId}`, (cursor, signal) =>
    api.listTransfers({
      query: {
        limit: 50,
        ...(accountId === undefined ? {} : { accountId }),
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    }),
  )
  useLive(pages.refresh)
  return (
    <Card variant="flat" title={accountId ? 'Transfers' : undefined} aside={note} class="transfers">
      <Paged pages={pages}>
        <Table
          caption="Transfers, newest first"
          columns={columnsFor(accountId, pages)}
          rows={pages.rows}
          rowKey={transfer => transfer.id}
          empty={<EmptyState title="No transfers yet">Every movement of money is listed here.</EmptyState>}
        />
      </Paged>
    </Card>
  )
}

function columnsFor(accountId: string | undefined, pages: Pages<Transfer>) {
  const amountOf = (transfer: Transfer) => {
    if (accountId === undefined) return formatMoney(transfer)
    const { currency } = transfer
    const amount = transfer.credit.id === accountId ? transfer.amount : -transfer.amount
    return <Amount value={{ amount, currency }} sign="always" />
  }
  return [
    { id: 'at', label: 'Time', render: (transfer: Transfer) => formatMoment(transfer.at) },
    { id: 'kind', label: 'Kind', render: (transfer: Transfer) => <Kind transfer={transfer} pages={pages} /> },
    { id: 'debit', label: 'Debit', render: ({ debit }: Transfer) => <SideLink side={debit} here={accountId} /> },
    { id: 'credit', label: 'Credit', render: ({ credit }: Transfer) => <SideLink side={credit} here={accountId} /> },
    { id: 'amount', label: 'Amount', align: 'end' as const, render: amountOf },
    { id: 'batch', label: 'Batch', align: 'end' as const, render: ({ batch }: Transfer) => batch },
    { id: 'id', label: 'Id', render: ({ id }: Transfer) => <Code text={id} label="transfer id" /> },
  ]
}

function Kind({ transfer, pages }: { transfer: Transfer; pages: Pages<Transfer> }) {
  return (
    <span id={transfer.id} class="transfers__kind">
      <Badge tone={transfer.kind === 'reversal' || transfer.kind === 'refund' ? 'warn' : 'plain'}>
        {transferKinds[transfer.kind]}
      </Badge>
      {transfer.reverses !== null && <ReversedLink id={transfer.reverses} pages={pages} />}
    </span>
  )
}

function SideLink({ side, here }: { side: Side; here: string | undefined }) {
  return side.id === here ? <span>{side.name}</span> : <Link href={`/ledger/accounts/${side.id}`}>{side.name}</Link>
}
