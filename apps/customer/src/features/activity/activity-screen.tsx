import type { ActivityEntry } from '@ringfence/contract'
import { Button, Card, EmptyState, formatDay, formatTime, type Pages, Skeleton, usePages } from '@ringfence/ui'
import { Receipt } from 'lucide-preact'
import { useEffect, useRef } from 'preact/hooks'
import { liveVersion } from '../../live.ts'
import { Failure } from '../../parts/failure.tsx'
import { api } from '../../session.ts'
import { PageHead } from '../../shell/frame.tsx'
import { holder, recent } from '../../wallet.ts'
import { ActivityRows, detailWith } from './activity-rows.tsx'
import { groupByDay } from './by-day.ts'
import './activity-screen.css'

export function ActivityScreen() {
  const accountId = holder.value?.account.id
  return (
    <div class="narrow stack">
      <PageHead title="Activity" />
      {accountId ? <History key={accountId} accountId={accountId} /> : <Skeleton lines={8} />}
    </div>
  )
}

function History({ accountId }: { accountId: string }) {
  const pages = usePages<ActivityEntry>(accountId, (cursor, signal) =>
    api.listMyActivity({ params: { id: accountId }, query: { limit: 30, ...(cursor ? { cursor } : {}) }, signal }),
  )
  const version = liveVersion.value
  const seen = useRef(version)
  useEffect(() => {
    if (seen.current !== version) pages.refresh()
    seen.current = version
  }, [version])

  // Until the first page is here, and without a network, what was kept is shown.
  const rows = pages.ready ? pages.rows : (recent.value ?? [])
  const days = groupByDay(rows, entry => formatDay(entry.at, entry.timeZone ?? undefined))
  return (
    <>
      {days.map(({ label, entries }) => (
        <Card key={`${label} ${entries[0]?.id}`} title={<span class="activity__day">{label}</span>}>
          <ActivityRows entries={entries} label={label} detailOf={placeAndTime} />
        </Card>
      ))}
      {rows.length === 0 && pages.ready && (
        <EmptyState title="Nothing yet" icon={<Receipt size={26} />}>
          Your payments and loads are listed here.
        </EmptyState>
      )}
      <More pages={pages} />
    </>
  )
}

function placeAndTime(entry: ActivityEntry): string {
  return detailWith(entry, formatTime(entry.at, entry.timeZone ?? undefined))
}

/** Reads on when its end comes into sight; the button is for those who don't scroll. */
function More({ pages }: { pages: Pages<ActivityEntry> }) {
  const end = useRef<HTMLDivElement>(null)
  const loadMore = useRef(pages.loadMore)
  loadMore.current = pages.loadMore
  useEffect(() => {
    if (!end.current) return
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) loadMore.current()
      },
      { rootMargin: '400px' },
    )
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [pages.hasMore, pages.rows.length])

  if (pages.failure) {
    const retry = pages.hasMore ? pages.loadMore : pages.refresh
    return <Failure failure={pages.failure} onRetry={retry} retrying={pages.loading} what="Older activity" />
  }
  if (!pages.ready) return <Skeleton lines={4} />
  if (!pages.hasMore) return null
  return (
    <div ref={end} class="activity__more">
      <Button variant="quiet" onClick={pages.loadMore} loading={pages.loading}>
        Show older
      </Button>
    </div>
  )
}
