import type { BulkLoad, BulkLoadLine, BulkLoadLineStatus } from '@ringfence/contract'
import { Card, EmptyState, formatMoney, Table, Tabs, usePages } from '@ringfence/ui'
import { useEffect, useState } from 'preact/hooks'
import { Link } from 'wouter-preact'
import { api } from '../../api.ts'
import '../../parts/dense.css'
import { Paged } from '../../parts/paged.tsx'
import { maySee } from '../../roles.ts'
import { person } from '../../session.ts'
import { LineStatus } from './words.tsx'

type Shown = 'all' | BulkLoadLineStatus
type Row = BulkLoadLine & { id: string }

/** The lines in the list's order: whom each found, and what is wrong with it. Problems first where there are any. */
export function LinesCard({ load }: { load: BulkLoad }) {
  const { id, currency, totals, status } = load
  const [shown, show] = useState<Shown>(status === 'preview' && totals.problems > 0 ? 'problem' : 'all')
  const pages = usePages(`lines ${id} ${shown}`, async (cursor, signal) => {
    const page = {
      limit: 100,
      ...(shown === 'all' ? {} : { status: shown }),
      ...(cursor === undefined ? {} : { cursor }),
    }
    const answer = await api.listBulkLoadLines({ params: { id }, query: page, signal })
    if (!answer.ok) return answer
    return {
      ...answer,
      data: { ...answer.data, data: answer.data.data.map(line => ({ ...line, id: `${line.line}` })) },
    }
  })
  const progress = `${status} ${totals.loaded} ${totals.refused} ${totals.undone}`
  useEffect(() => pages.refresh(), [progress])
  return (
    <Card variant="flat" title="Lines" class="dense">
      <div class="dense__head">
        <Tabs label="Lines shown" variant="line" size="dense" items={choicesFor(load)} value={shown} onChange={show} />
      </div>
      <Paged pages={pages}>
        <Table
          caption="Lines of the list, in its order"
          columns={columnsFor(currency, totals.undone > 0)}
          rows={pages.rows}
          rowKey={row => row.id}
          empty={<EmptyState title="No line like that">Choose another tab.</EmptyState>}
        />
      </Paged>
    </Card>
  )
}

function choicesFor({ totals }: BulkLoad): { id: Shown; label: string; count: number }[] {
  const waiting = totals.ready - totals.loaded - totals.refused
  const counted: { id: Shown; label: string; count: number }[] = [
    { id: 'problem', label: 'Problems', count: totals.problems },
    { id: 'ready', label: 'Ready', count: waiting },
    { id: 'loaded', label: 'Loaded', count: totals.loaded - totals.undone },
    { id: 'refused', label: 'Refused', count: totals.refused },
    { id: 'undone', label: 'Taken back', count: totals.undone },
  ]
  return [{ id: 'all', label: 'All', count: totals.lines }, ...counted.filter(({ count }) => count > 0)]
}

function columnsFor(currency: string, hasUndone: boolean) {
  const money = (amount: number) => formatMoney({ amount, currency })
  const name = ({ customer }: Row) => {
    if (!customer) return '–'
    if (!maySee(person.value!.role, 'customers')) return customer.name
    return <Link href={`/customers/${customer.id}`}>{customer.name}</Link>
  }
  return [
    { id: 'line', label: 'Line', render: (row: Row) => row.line },
    { id: 'given', label: 'In the list', render: (row: Row) => row.given || '–' },
    { id: 'customer', label: 'Customer', render: name },
    {
      id: 'amount',
      label: 'Amount',
      align: 'end' as const,
      render: ({ amount }: Row) => (amount === null ? '–' : money(amount)),
    },
    ...(hasUndone
      ? [
          {
            id: 'back',
            label: 'Taken back',
            align: 'end' as const,
            render: (row: Row) => (row.status === 'undone' ? money(row.takenBackAmount) : '–'),
          },
        ]
      : []),
    { id: 'status', label: 'Status', render: (row: Row) => <LineStatus status={row.status} /> },
    {
      id: 'problem',
      label: 'Why',
      render: ({ problem }: Row) => (problem === null ? '' : <span class="dense__text">{problem}</span>),
    },
  ]
}
