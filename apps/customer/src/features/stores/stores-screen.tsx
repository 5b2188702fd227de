import { Card, EmptyState, formatTime, List, ListRow, Skeleton } from '@ringfence/ui'
import { MapPin } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { nowIso } from '../../clock.ts'
import { Failure } from '../../parts/failure.tsx'
import { PageHead } from '../../shell/frame.tsx'
import { holder, refreshWallet, stores, walletFailure } from '../../wallet.ts'

export function StoresScreen() {
  const [now, setNow] = useState(nowIso)
  useEffect(() => {
    const timer = setInterval(() => setNow(nowIso()), 10_000)
    return () => clearInterval(timer)
  }, [])
  const [places, failure] = [stores.value, walletFailure.value]
  return (
    <div class="narrow stack">
      <PageHead title="Stores" detail="Your balance is good at each of them." />
      <Card>
        {places.length === 0 && failure && (
          <Failure failure={failure} onRetry={() => void refreshWallet()} what="The stores" />
        )}
        {places.length === 0 && !failure && <NoStores />}
        <List label="Stores" lined>
          {places.map(store => (
            <ListRow
              key={store.id}
              icon={<MapPin size={20} aria-hidden="true" />}
              title={store.name}
              detail={store.address}
              end={formatTime(now, store.timeZone)}
              endDetail="local time"
            />
          ))}
        </List>
      </Card>
    </div>
  )
}

function NoStores() {
  if (!holder.value) return <Skeleton lines={4} />
  return <EmptyState title="No stores yet" icon={<MapPin size={26} />} />
}
