import { type Shift, type Takings, takingTenders } from '@ringfence/contract'
import { Amount, Badge, Button, Card, formatCount, formatMoney, Table, useQuery } from '@ringfence/ui'
import { Printer } from 'lucide-preact'
import { Link } from 'wouter-preact'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import './shifts.css'

const tenderNames = { storedValue: 'Balance', giftCard: 'Gift cards', cash: 'Cash', card: 'Bank cards' } as const
const movementNames = { payIn: 'Paid in', payOut: 'Paid out', bankDrop: 'To the bank' } as const

/** A shift's report: X while it is open, Z for good once it is closed. */
export function ShiftPage({ id }: { id: string }) {
  const query = useQuery(`shift ${id}`, signal => api.getShift({ params: { id }, signal }))
  useLive(query.reload)
  const shift = query.data
  return (
    <Page
      title={shift ? `${shift.kind} report, ${shift.terminalName}` : 'Shift'}
      crumb={<Link href="/shifts">Shifts</Link>}
      filters={
        shift && (
          <Button size="dense" icon={<Printer size={16} />} onClick={() => print()}>
            Print
          </Button>
        )
      }
    >
      <Loaded query={query}>{loaded => <ReportOf shift={loaded} />}</Loaded>
    </Page>
  )
}

function ReportOf({ shift }: { shift: Shift }) {
  const { report, currency, timeZone } = shift
  const money = (amount: number) => formatMoney({ amount, currency })
  return (
    <div class="shift printable">
      <div class="shift__side">
        <Card
          variant="flat"
          title={`${shift.storeName} · ${shift.terminalName}`}
          aside={shift.status === 'open' ? <Badge tone="good">Open</Badge> : <Badge>Closed</Badge>}
        >
          <Facts>
            <Fact label="Opened">
              {formatMoment(shift.openedAt, timeZone)}, {shift.openedBy}
            </Fact>
            {shift.closedAt && (
              <Fact label="Closed">
                {formatMoment(shift.closedAt, timeZone)}, {shift.closedBy}
              </Fact>
            )}
          </Facts>
        </Card>
        <CashCard shift={shift} />
      </div>
      <div class="shift__side">
        <Card variant="flat" title="Takings">
          <TakingsTable takings={report.takings} money={money} />
        </Card>
        <Card variant="flat" title="By tender" aside="in less out">
          <Facts>
            {takingTenders.map(tender => (
              <Fact key={tender} label={tenderNames[tender]}>
                {money(report.takings.tenders[tender])}
              </Fact>
            ))}
          </Facts>
        </Card>
        {report.byCashier.length > 1 && (
          <Card variant="flat" title="By cashier">
            <Table
              caption="Takings by cashier"
              columns={[
                { id: 'who', label: 'Cashier', render: row => row.cashier },
                {
                  id: 'payments',
                  label: 'Payments',
                  align: 'end',
                  render: row => `${formatCount(row.takings.payments.count)} · ${money(row.takings.payments.amount)}`,
                },
                { id: 'cash', label: 'Cash', align: 'end', render: row => money(row.takings.tenders.cash) },
              ]}
              rows={report.byCashier}
              rowKey={row => row.cashier}
            />
          </Card>
        )}
        {shift.movements.length > 0 && <Movements shift={shift} />}
      </div>
    </div>
  )
}

function CashCard({ shift: { report, currency } }: { shift: Shift }) {
  const { float, takings, payIns, payOuts, bankDrops, expected, counted, overShort } = report.cash
  const money = (amount: number) => formatMoney({ amount, currency })
  return (
    <Card variant="flat" title="Cash in the drawer">
      <Facts>
        <Fact label="Float">{money(float)}</Fact>
        <Fact label="From customers">{money(takings)}</Fact>
        {payIns > 0 && <Fact label="Paid in">{money(payIns)}</Fact>}
        {payOuts > 0 && <Fact label="Paid out">{money(-payOuts)}</Fact>}
        {bankDrops > 0 && <Fact label="To the bank">{money(-bankDrops)}</Fact>}
        <Fact label="Should be there">
          <strong>{money(expected)}</strong>
        </Fact>
        {counted !== null && <Fact label="Counted">{money(counted)}</Fact>}
        {overShort !== null && (
          <Fact label={overShort < 0 ? 'Short' : 'Over'}>
            {overShort === 0 ? (
              'Exact'
            ) : (
              <strong>
                <Amount value={{ amount: overShort, currency }} sign="always" tone="signed" />
              </strong>
            )}
          </Fact>
        )}
      </Facts>
    </Card>
  )
}

function TakingsTable({ takings, money }: { takings: Takings; money: (amount: number) => string }) {
  const rows = [
    { id: 'payments', label: 'Payments', total: takings.payments },
    { id: 'refunds', label: 'Refunds', total: takings.refunds },
    { id: 'loads', label: 'Loads', total: takings.loads },
    { id: 'undone', label: 'Loads undone', total: takings.loadsUndone },
    { id: 'sales', label: 'Gift cards sold', total: takings.giftSales },
    { id: 'giftRefunds', label: 'Gift cards taken back', total: takings.giftRefunds },
  ]
  return (
    <>
      <Table
        caption="Takings"
        columns={[
          { id: 'what', label: 'What', render: row => row.label },
          { id: 'count', label: 'Count', align: 'end', render: row => formatCount(row.total.count) },
          { id: 'amount', label: 'Amount', align: 'end', render: row => money(row.total.amount) },
        ]}
        rows={rows}
        rowKey={row => row.id}
      />
      {takings.tips > 0 && <p class="dim">{money(takings.tips)} of the payments are tips.</p>}
    </>
  )
}

function Movements({ shift: { movements, currency, timeZone } }: { shift: Shift }) {
  return (
    <Card variant="flat" title="Cash moved without a customer">
      <Table
        caption="Cash moved without a customer"
        columns={[
          { id: 'at', label: 'Time', render: row => formatMoment(row.at, timeZone) },
          { id: 'kind', label: 'What', render: row => movementNames[row.kind] },
          { id: 'why', label: 'Why', render: row => row.reason },
          { id: 'by', label: 'By', render: row => row.by },
          { id: 'amount', label: 'Amount', align: 'end', render: row => formatMoney({ amount: row.amount, currency }) },
        ]}
        rows={movements}
        rowKey={row => row.id}
      />
    </Card>
  )
}
