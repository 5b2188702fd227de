import type { Overview } from '@ringfence/contract'
import { Skeleton, useQuery } from '@ringfence/ui'
import { useEffect } from 'preact/hooks'
import { api } from '../../api.ts'
import { useLive } from '../../live.ts'
import { Failure, StaleNote } from '../../parts/failure.tsx'
import { Page } from '../../parts/page.tsx'
import { StoreFilter, useStoreChoice } from '../../parts/store-filter.tsx'
import { weekdayOf } from './change.ts'
import { HeatMapCard } from './heat-map.tsx'
import { HoursCard } from './hours-card.tsx'
import './overview-page.css'
import { Stats } from './stats.tsx'
import { StoresCard } from './stores-card.tsx'

/** Without events the figures still move on: the hour turns, the comparison with last week shifts. */
const idleReloadMs = 60_000

export function OverviewPage() {
  const storeId = useStoreChoice()
  const query = storeId === undefined ? {} : { storeId }
  const { data, failure, loading, reload } = useQuery(`overview ${storeId}`, signal =>
    api.getOverview({ query, signal }),
  )
  useLive(reload)
  useEffect(() => {
    const timer = setInterval(reload, idleReloadMs)
    return () => clearInterval(timer)
  }, [reload])

  return (
    <Page title={data ? `${weekdayOf(data.date)} so far` : 'Today so far'} filters={<StoreFilter />}>
      {!data && failure ? (
        <Failure failure={failure} onRetry={reload} retrying={loading} />
      ) : (
        <>
          {failure && <StaleNote failure={failure} onRetry={reload} retrying={loading} />}
          <Stats overview={data} storeId={storeId} />
          {data ? <Charts overview={data} /> : <Skeleton height="320px" radius="var(--r-m)" />}
        </>
      )}
    </Page>
  )
}

function Charts({ overview }: { overview: Overview }) {
  return (
    <div class="overview-charts">
      <HoursCard overview={overview} />
      <HeatMapCard overview={overview} />
      <StoresCard overview={overview} />
    </div>
  )
}
