import { Amount, Card, formatDate, formatTime, Skeleton, useQuery } from '@ringfence/ui'
import { Link } from 'wouter-preact'
import { api } from '../../api.ts'
import { useLive } from '../../live.ts'
import { Code } from '../../parts/code.tsx'
import { Failure, StaleNote } from '../../parts/failure.tsx'
import { Page } from '../../parts/page.tsx'
import { AtFilter, useMoment } from './at-filter.tsx'
import { accountKinds } from './kinds.ts'
import './ledger.css'
import { TransfersCard } from './transfers-card.tsx'

/** One account of the books: its balance, now or at a time, and the transfers that make it. */
export function AccountPage({ id }: { id: string }) {
  const at = useMoment()
  const query = useQuery(`ledger account ${id} ${at}`, signal =>
    api.getLedgerAccount({ params: { id }, query: at === undefined ? {} : { at }, signal }),
  )
  const { data: account, failure, loading, reload } = query
  useLive(() => {
    if (at === undefined) reload()
  })
  return (
    <Page title={account?.name ?? 'Account'} crumb={<Link href="/ledger">Ledger</Link>}>
      <AtFilter />
      {!account && failure && <Failure failure={failure} onRetry={reload} retrying={loading} />}
      {!account && !failure && <Skeleton lines={3} />}
      {account && failure && <StaleNote failure={failure} onRetry={reload} retrying={loading} />}
      {account && (
        <Card variant="flat" class="ledger-account">
          <Amount value={{ amount: account.balance, currency: account.currency }} size="large" />
          <p class="dim">
            Credits less debits at {formatDate(account.at)} {formatTime(account.at)} · {accountKinds[account.kind]}
          </p>
          <Code text={account.id} label="account id" />
        </Card>
      )}
      <TransfersCard accountId={id} note={at && 'Also those after the chosen time'} />
    </Page>
  )
}
