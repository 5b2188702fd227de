import type { CustomerSummary } from '@ringfence/contract'
import { Card, EmptyState, formatDate, formatMoney, Table, usePages } from '@ringfence/ui'
import { useLocation, useSearchParams } from 'wouter-preact'
import { api } from '../../api.ts'
import { Page } from '../../parts/page.tsx'
import { Paged } from '../../parts/paged.tsx'
import './customers.css'

const columns = [
  { id: 'name', label: 'Name', render: (row: CustomerSummary) => row.name },
  { id: 'email', label: 'E-mail', render: (row: CustomerSummary) => row.email },
  { id: 'joined', label: 'Joined', render: (row: CustomerSummary) => formatDate(row.joinedAt) },
  {
    id: 'balance',
    label: 'Balance',
    align: 'end' as const,
    render: ({ balance, currency }: CustomerSummary) => formatMoney({ amount: balance, currency }),
  },
]

/** All customers, or those whose name or e-mail fits the search in the address. */
export function CustomersPage() {
  const [query] = useSearchParams()
  const [, navigate] = useLocation()
  const search = query.get('search') ?? ''
  const pages = usePages(`customers ${search}`, (cursor, signal) =>
    api.listCustomers({
      query: { limit: 50, ...(search === '' ? {} : { search }), ...(cursor === undefined ? {} : { cursor }) },
      signal,
    }),
  )
  return (
    <Page title="Customers">
      <Card variant="flat" class="customers">
        <Paged pages={pages}>
          <Table
            caption={search === '' ? 'Customers' : `Customers that fit “${search}”`}
            columns={columns}
            rows={pages.rows}
            rowKey={row => row.id}
            onOpen={row => navigate(`/customers/${row.id}`)}
            empty={<Nobody search={search} />}
          />
        </Paged>
      </Card>
    </Page>
  )
}

function Nobody({ search }: { search: string }) {
  if (search === '') return <EmptyState title="No customers yet">They appear here when they join.</EmptyState>
  return <EmptyState title={`Nobody fits “${search}”`}>Try a part of the name or of the e-mail address.</EmptyState>
}
