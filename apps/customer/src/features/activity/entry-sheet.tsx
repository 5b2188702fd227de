import type { ActivityEntry } from '@ringfence/contract'
import { Amount, formatDate, formatTime, Sheet } from '@ringfence/ui'
import './receipt.css'

/** A load in detail. Payments and refunds have their receipt instead. */
export function EntrySheet({ entry, onClose }: { entry: ActivityEntry | undefined; onClose: () => void }) {
  const zone = entry?.timeZone ?? undefined
  return (
    <Sheet open={entry !== undefined} onClose={onClose} title={entry?.title ?? ''}>
      {entry && (
        <div class="receipt">
          <Amount value={entry} size="large" sign="always" tone="signed" />
          <dl class="receipt__sums">
            <div>
              <dt>When</dt>
              <dd>
                {formatDate(entry.at, zone)}, {formatTime(entry.at, zone)}
              </dd>
            </div>
            {entry.storeName && (
              <div>
                <dt>Where</dt>
                <dd>{entry.storeName}</dd>
              </div>
            )}
          </dl>
          <p class="receipt__id">
            Quote this to support: <span>{entry.id}</span>
          </p>
        </div>
      )}
    </Sheet>
  )
}
