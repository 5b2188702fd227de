import type { Account, Customer } from '@ringfence/contract'
import { Amount, Badge, Card, formatCount, formatDate, formatMoney, Skeleton, useQuery } from '@ringfence/ui'
import { Link } from 'wouter-preact'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { Failure, StaleNote } from '../../parts/failure.tsx'
import { Page } from '../../parts/page.tsx'
import { ActivityCard } from './activity-card.tsx'
import './customers.css'

export function CustomerPage({ id }: { id: string }) {
  const query = useQuery(`customer ${id}`, signal => api.getCustomer({ params: { id }, signal }))
  useLive(query.reload)
  const { data: customer, failure, loading, reload } = query
  return (
    <Page title={customer?.name ?? 'Customer'} crumb={<Link href="/customers">Customers</Link>}>
      {!customer && failure && <Failure failure={failure} onRetry={reload} retrying={loading} />}
      {!customer && !failure && <Skeleton lines={8} />}
      {customer && failure && <StaleNote failure={failure} onRetry={reload} retrying={loading} />}
      {customer && (
        <div class="customer">
          <div class="customer__side">
            <Accounts accounts={customer.accounts} />
            <Profile customer={customer} />
          </div>
          <ActivityCard customerId={id} />
        </div>
      )}
    </Page>
  )
}

const states = {
  pending: { word: 'Pending', tone: 'warn' },
  active: { word: 'Active', tone: 'good' },
  frozen: { word: 'Frozen', tone: 'warn' },
  replaced: { word: 'Replaced', tone: 'plain' },
  closed: { word: 'Closed', tone: 'plain' },
} as const

function Accounts({ accounts }: { accounts: Account[] }) {
  return (
    <Card variant="flat" title={accounts.length === 1 ? 'Account' : 'Accounts'}>
      {accounts.length === 0 && <p class="dim">No account yet.</p>}
      {accounts.map(({ id, balance, currency, frozen, card }) => (
        <div key={id} class="customer__account">
          <Amount value={{ amount: balance, currency }} size="large" />
          <p class="customer__card num">
            Card ·· {card.lastDigits} <Badge tone={states[card.state].tone}>{states[card.state].word}</Badge>
            {frozen && <Badge tone="warn">Account frozen</Badge>}
          </p>
        </div>
      ))}
    </Card>
  )
}

function Profile({ customer }: { customer: Customer }) {
  const { email, joinedAt, paymentCount, paymentTotal, lastPaymentAt, accounts } = customer
  const currency = accounts[0]?.currency
  return (
    <Card variant="flat" title="Profile">
      <Facts>
        <Fact label="E-mail">{email}</Fact>
        <Fact label="Joined">{formatDate(joinedAt)}</Fact>
        <Fact label="Payments">{formatCount(paymentCount)}</Fact>
        {currency && <Fact label="Spent">{formatMoney({ amount: paymentTotal, currency })}</Fact>}
        <Fact label="Last payment">{lastPaymentAt ? formatMoment(lastPaymentAt) : 'None yet'}</Fact>
      </Facts>
    </Card>
  )
}
