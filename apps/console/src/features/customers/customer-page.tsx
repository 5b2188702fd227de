import type { Customer, OperationId } from '@ringfence/contract'
import { Card, formatCount, formatDate, formatMoney, Skeleton, useQuery } from '@ringfence/ui'
import { Link } from 'wouter-preact'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { Failure, StaleNote } from '../../parts/failure.tsx'
import { Page } from '../../parts/page.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import { DisputesCard } from '../disputes/disputes-card.tsx'
import { AccountCard } from './account-card.tsx'
import { ActivityCard } from './activity-card.tsx'
import './customers.css'
import { LoadsCard } from './loads-card.tsx'
import { SessionsCard } from './sessions-card.tsx'
import { TopUpCard } from './top-up-card.tsx'
import { ValueCard } from './value-card.tsx'

export function CustomerPage({ id }: { id: string }) {
  const query = useQuery(`customer ${id}`, signal => api.getCustomer({ params: { id }, signal }))
  useLive(query.reload)
  const { data: customer, failure, loading, reload } = query
  const may = (operation: OperationId) => mayCall(person.value!.role, operation)
  return (
    <Page title={customer?.name ?? 'Customer'} crumb={<Link href="/customers">Customers</Link>}>
      {!customer && failure && <Failure failure={failure} onRetry={reload} retrying={loading} />}
      {!customer && !failure && <Skeleton lines={8} />}
      {customer && failure && <StaleNote failure={failure} onRetry={reload} retrying={loading} />}
      {customer && (
        <div class="customer">
          <div class="customer__side">
            {customer.accounts.length === 0 && <p class="dim">No account yet.</p>}
            {customer.accounts.map(account => (
              <AccountCard key={account.id} account={account} onChanged={reload} />
            ))}
            {may('listCustomerAutoTopUps') && <TopUpCard customerId={id} />}
            <Profile customer={customer} />
            {may('listCustomerSessions') && <SessionsCard customerId={id} />}
          </div>
          <div class="customer__main">
            {may('getCustomerValue') && <ValueCard customerId={id} />}
            {may('listCustomerLoads') && <LoadsCard customerId={id} onChanged={reload} />}
            {may('listDisputes') && <DisputesCard customerId={id} title="Disputes" />}
            <ActivityCard customerId={id} />
          </div>
        </div>
      )}
    </Page>
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
