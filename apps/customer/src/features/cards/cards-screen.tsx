import type { MyGiftCard } from '@ringfence/contract'
import { Amount, Badge, BrandCard, Button, Card, EmptyState, formatDate, List, ListRow, Skeleton } from '@ringfence/ui'
import { ChevronRight, Gift, Layers, Plus, Send, Snowflake } from 'lucide-preact'
import { Link, useLocation } from 'wouter-preact'
import { brand } from '../../brand.ts'
import { CardTile } from '../../parts/card-tile.tsx'
import { Failure } from '../../parts/failure.tsx'
import { PageHead } from '../../shell/frame.tsx'
import { artOf, giftCards, holder, livingGiftCards, refreshWallet, walletFailure } from '../../wallet.ts'
import './cards.css'
import { DesignChoice } from './design-choice.tsx'
import { Protection } from './protection.tsx'
import { useDesign } from './use-design.ts'

/** My card with its look and its safety, and the gift cards. */
export function CardsScreen() {
  const account = holder.value?.account
  if (!account && walletFailure.value) {
    return <Failure failure={walletFailure.value} onRetry={() => void refreshWallet()} what="Your cards" />
  }
  return (
    <div class="cards">
      <PageHead title="Cards" />
      <div class="cards__columns">
        {account ? <OwnCard key={account.card.id} /> : <Skeleton height="230px" radius="24px" />}
        <div class="stack">
          <GiftCards />
          <Card>
            <List label="Gifts">
              <ListRow
                icon={<Send aria-hidden="true" />}
                title="Gifts I sent"
                detail="Whether they arrived and were claimed"
                end={<ChevronRight size={18} aria-hidden="true" />}
                href="/app/gifts"
              />
            </List>
          </Card>
        </div>
      </div>
    </div>
  )
}

function OwnCard() {
  const account = holder.value?.account
  const { chosen, choose } = useDesign(account?.card)
  if (!account) return null
  const { balance: amount, currency, card, frozen } = account
  return (
    <div class="stack">
      <BrandCard
        name={brand.value?.name ?? ''}
        balance={{ amount, currency }}
        art={artOf(chosen)}
        stamp={
          frozen && (
            <>
              <Snowflake size={15} aria-hidden="true" />
              Frozen
            </>
          )
        }
        foot={`Card ending in ${card.lastDigits}`}
      />
      <Card title="Design">
        <DesignChoice chosen={chosen} onChoose={choose} />
      </Card>
      <Protection cardId={card.id} />
    </div>
  )
}

function GiftCards() {
  const [, navigate] = useLocation()
  const cards = giftCards.value
  const living = livingGiftCards()
  const done = cards?.filter(card => !living.includes(card)) ?? []
  const movable = living.filter(card => card.state === 'active')
  return (
    <Card
      title="Gift cards"
      aside={
        <Link href="/cards/add" class="cards__add">
          <Plus size={18} aria-hidden="true" /> Add
        </Link>
      }
    >
      {!cards && <Skeleton lines={5} />}
      {cards && living.length === 0 && (
        <EmptyState
          title="No gift card yet"
          icon={<Gift size={26} />}
          action={<Button onClick={() => navigate('/cards/add')}>Add a gift card</Button>}
        >
          Type or scan the number of one, or send somebody a gift.
        </EmptyState>
      )}
      <List label="Gift cards" lined>
        {living.map(card => (
          <GiftCardItem key={card.id} card={card} />
        ))}
      </List>
      <div class="cards__buttons">
        {movable.length > 0 && (
          <Button icon={<Layers size={20} />} onClick={() => navigate('/cards/move')}>
            Move to my balance
          </Button>
        )}
        <Button icon={<Gift size={20} />} onClick={() => navigate('/gifts/send')}>
          Send a gift
        </Button>
      </div>
      {done.length > 0 && (
        <details class="cards__done">
          <summary>Used up ({done.length})</summary>
          <List label="Used gift cards">
            {done.map(card => (
              <GiftCardItem key={card.id} card={card} />
            ))}
          </List>
        </details>
      )}
    </Card>
  )
}

function GiftCardItem({ card }: { card: MyGiftCard }) {
  const [, navigate] = useLocation()
  const isFrozen = card.state === 'frozen'
  return (
    <ListRow
      icon={<CardTile design={card.design} pale={card.state !== 'active'} />}
      title={
        <>
          {card.fromName ? `From ${card.fromName}` : 'Gift card'} {isFrozen && <Badge tone="warn">Frozen</Badge>}
        </>
      }
      detail={`·· ${card.lastDigits} · ${expiryOf(card)}`}
      end={<Amount value={{ amount: card.balance, currency: card.currency }} />}
      onClick={() => navigate(`/cards/${card.id}`)}
    />
  )
}

function expiryOf({ expiresAt, balance }: MyGiftCard): string {
  if (balance === 0) return 'spent'
  return expiresAt ? `until ${formatDate(expiresAt)}` : 'does not expire'
}
