import type { BulkLoad } from '@ringfence/contract'
import { Banner, formatCount, formatDate, formatMoney, Skeleton, Stat, useQuery } from '@ringfence/ui'
import { Link } from 'wouter-preact'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { usePoll } from '../../data/use-poll.ts'
import '../../parts/dense.css'
import { Failure, StaleNote } from '../../parts/failure.tsx'
import { Page } from '../../parts/page.tsx'
import { person } from '../../session.ts'
import { BulkLoadActions } from './bulk-load-actions.tsx'
import './bulk-loads.css'
import { LinesCard } from './lines-card.tsx'
import { BulkLoadStatus, bulkLoadKinds, isMoving } from './words.tsx'

/** One bulk load: what it would do, who decides, how far it is, and each of its lines. */
export function BulkLoadPage({ id }: { id: string }) {
  const query = useQuery(`bulk load ${id}`, signal => api.getBulkLoad({ params: { id }, signal }))
  const { data: load, failure, loading, reload } = query
  usePoll(reload, load !== undefined && isMoving(load))
  return (
    <Page
      title={load?.name ?? 'Bulk load'}
      crumb={<Link href="/bulk-loads">Bulk loads</Link>}
      filters={load && <BulkLoadStatus status={load.status} />}
    >
      {!load && failure && <Failure failure={failure} onRetry={reload} retrying={loading} />}
      {!load && !failure && <Skeleton lines={8} />}
      {load && failure && <StaleNote failure={failure} onRetry={reload} retrying={loading} />}
      {load && (
        <>
          <Story load={load} />
          <Figures load={load} />
          {isMoving(load) && <Progress load={load} />}
          <Advice load={load} />
          <BulkLoadActions load={load} onDone={reload} />
          <LinesCard load={load} />
        </>
      )}
    </Page>
  )
}

function Story({ load }: { load: BulkLoad }) {
  const { kind, createdBy, createdAt, decidedBy, decidedAt, expiresAt, status } = load
  const decided = status === 'cancelled' ? 'cancelled' : 'approved'
  return (
    <p class="dim num">
      {bulkLoadKinds[kind]}
      {expiresAt && `, expires ${formatDate(expiresAt)}`} · proposed by {createdBy.name} {formatMoment(createdAt)}
      {decidedBy && decidedAt && ` · ${decided} by ${decidedBy.name} ${formatMoment(decidedAt)}`}
    </p>
  )
}

function Figures({ load: { totals, currency, status } }: { load: BulkLoad }) {
  const money = (amount: number) => formatMoney({ amount, currency })
  const isTakenBack = status === 'undoing' || status === 'undone'
  return (
    <section class="figures" aria-label="Figures of the bulk load">
      <Stat label="Ready" value={money(totals.readyAmount)} note={lines(totals.ready)} />
      <Stat label="Problems" value={formatCount(totals.problems)} note="not loaded" />
      <Stat
        label="Loaded"
        value={money(totals.loadedAmount)}
        note={`${lines(totals.loaded)}${totals.refused > 0 ? `, ${formatCount(totals.refused)} refused` : ''}`}
      />
      {isTakenBack && (
        <Stat
          label="Taken back"
          value={money(totals.takenBackAmount)}
          note={`${money(totals.spentAmount)} was spent and stays`}
        />
      )}
    </section>
  )
}

function lines(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'line' : 'lines'}`
}

function Progress({ load: { totals, status } }: { load: BulkLoad }) {
  const [done, all] =
    status === 'posting' ? [totals.loaded + totals.refused, totals.ready] : [totals.undone, totals.loaded]
  const words = status === 'posting' ? 'Loading' : 'Taking back'
  return (
    <div class="bulk-load__progress">
      <progress aria-label={words} value={done} max={Math.max(1, all)} />
      <p class="num" role="status">
        {words}: {formatCount(done)} of {formatCount(all)}
      </p>
    </div>
  )
}

function Advice({ load }: { load: BulkLoad }) {
  if (load.status !== 'preview') return null
  if (load.totals.ready === 0) {
    return <Banner tone="warn">No line can be loaded. Cancel it, mend the list and propose it again.</Banner>
  }
  if (load.createdBy.id === person.value!.id) {
    return (
      <Banner tone="info" title="Waits for another person">
        You proposed it, so someone else in finance has to approve it.
      </Banner>
    )
  }
  if (load.totals.problems > 0) {
    return (
      <Banner tone="warn" title="Some lines will not be loaded">
        The others are. Whoever proposed it can cancel it and mend the list first.
      </Banner>
    )
  }
  return null
}
