import type { Gift } from '@ringfence/contract'
import { Amount, Badge, Button, Card, EmptyState, formatDate, List, ListRow, Skeleton, usePages } from '@ringfence/ui'
import { Gift as GiftIcon } from 'lucide-preact'
import { useLocation } from 'wouter-preact'
import { CardTile } from '../../parts/card-tile.tsx'
import { Failure } from '../../parts/failure.tsx'
import { useLookEvery } from '../../parts/use-look-every.ts'
import { api } from '../../session.ts'
import { PageHead } from '../../shell/frame.tsx'
import { statusWords } from './gift-words.ts'
import './gifts.css'

/** The gifts I sent, newest first, and how each stands. */
export function GiftsScreen() {
  const [, navigate] = useLocation()
  const pages = usePages<Gift>('gifts', (cursor, signal) =>
    api.listMyGifts({ query: { limit: 30, ...(cursor ? { cursor } : {}) }, signal }),
  )
  useLookEvery(10_000, pages.refresh)
  return (
    <div class="narrow stack gifts">
      <PageHead title="Gifts I sent" onBack={() => navigate('/cards')} />
      <Button variant="primary" wide icon={<GiftIcon size={22} />} onClick={() => navigate('/gifts/send')}>
        Send a gift
      </Button>
      <Card>
        {!pages.ready && !pages.failure && <Skeleton lines={6} />}
        {pages.failure && (
          <Failure
            failure={pages.failure}
            onRetry={pages.hasMore ? pages.loadMore : pages.refresh}
            retrying={pages.loading}
            what="Your gifts"
          />
        )}
        {pages.ready && pages.rows.length === 0 && (
          <EmptyState title="No gift yet" icon={<GiftIcon size={26} />}>
            Choose a design and an amount; it arrives by e-mail, today or on the day you choose.
          </EmptyState>
        )}
        <List label="Gifts" lined>
          {pages.rows.map(gift => (
            <ListRow
              key={gift.id}
              icon={<CardTile design={gift.design} pale={isOver(gift)} />}
              title={gift.recipient?.name ?? 'Gift card'}
              detail={`${formatDate(gift.boughtAt)}`}
              end={<Amount value={gift} />}
              endDetail={<Badge tone={statusWords[gift.status].tone}>{statusWords[gift.status].name}</Badge>}
              onClick={() => navigate(`/gifts/${gift.id}`)}
            />
          ))}
        </List>
        {pages.hasMore && !pages.failure && (
          <Button variant="quiet" wide loading={pages.loading} onClick={pages.loadMore}>
            Show older
          </Button>
        )}
      </Card>
    </div>
  )
}

function isOver({ status }: Gift): boolean {
  return status === 'cancelled' || status === 'refunded' || status === 'failed'
}
