import type { ActivityEntry } from '@ringfence/contract'
import { Amount, formatDate, formatTime, Sheet } from '@ringfence/ui'
import './receipt.css'

/** What the words on the line leave open. */
const explained: Partial<Record<ActivityEntry['type'], string>> = {
  move: 'A gift card was moved into your balance. What expires keeps its date.',
  expiry: 'This part had an expiry date, which has passed.',
  recovery: 'A load was taken back by your bank after you had spent it. This paid what you owed.',
  release: 'A store had set this aside and did not charge it.',
}

/** A load, a move or an expiry in detail. Payments and refunds have their receipt instead. */
export function EntrySheet({ entry, onClose }: { entry: ActivityEntry | undefined; onClose: () => void }) {
  const zone = entry?.timeZone ?? undefined
  return (
    <Sheet open={entry !== undefined} onClose={onClose} title={entry?.title ?? ''}>
      {entry && (
        <div class="receipt">
          <Amount value={entry} size="large" sign="always" tone="signed" />
          {explained[entry.type] && <p class="dim">{explained[entry.type]}</p>}
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
