import { Segmented } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { Page } from '../../parts/page.tsx'
import { DisputesCard } from './disputes-card.tsx'

type Shown = 'all' | 'open' | 'won' | 'lost'

/** Loads that a cardholder's bank took back. */
export function DisputesPage() {
  const [shown, show] = useState<Shown>('all')
  return (
    <Page
      title="Disputes"
      filters={
        <Segmented
          label="Which disputes"
          size="dense"
          items={[
            { id: 'all' as const, label: 'All' },
            { id: 'open' as const, label: 'Open' },
            { id: 'lost' as const, label: 'Lost' },
            { id: 'won' as const, label: 'Won' },
          ]}
          value={shown}
          onChange={show}
        />
      }
    >
      <DisputesCard {...(shown === 'all' ? {} : { status: shown })} />
    </Page>
  )
}
