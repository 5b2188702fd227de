import type { MyGiftCard } from '@ringfence/contract'
import { Amount, Banner, Button, Card, EmptyState, formatDate, online, Sheet, Skeleton } from '@ringfence/ui'
import { Gift, Layers } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { CardTile } from '../../parts/card-tile.tsx'
import { PageHead } from '../../shell/frame.tsx'
import { giftCards } from '../../wallet.ts'
import { CardCode } from './card-code.tsx'
import './cards.css'
import { Protection } from './protection.tsx'

/** One gift card: its money, its code for the till, its safety. */
export function GiftCardScreen({ id }: { id: string }) {
  const [, navigate] = useLocation()
  const [renewed, setRenewed] = useState<{ code: string; cardId: string }>()
  const card = giftCards.value?.find(candidate => candidate.id === id)
  return (
    <div class="narrow stack">
      <PageHead title="Gift card" onBack={() => navigate('/cards')} />
      {!giftCards.value && <Skeleton height="240px" radius="24px" />}
      {giftCards.value && !card && !renewed && (
        <EmptyState
          title="This card is not here"
          icon={<Gift size={26} />}
          action={<Button onClick={() => navigate('/cards')}>All cards</Button>}
        >
          It was replaced, or it is somebody else’s.
        </EmptyState>
      )}
      {card && <GiftCardView card={card} onRenewed={(code, cardId) => code && setRenewed({ code, cardId })} />}
      {renewed && (
        <Sheet
          open
          title="Your new code"
          onClose={() => navigate(`/cards/${renewed.cardId}`, { replace: true })}
          footer={
            <Button variant="primary" wide onClick={() => navigate(`/cards/${renewed.cardId}`, { replace: true })}>
              Done
            </Button>
          }
        >
          <p>It is shown here, and mailed to you. The old one is dead.</p>
          <CardCode code={renewed.code} />
        </Sheet>
      )}
    </div>
  )
}

interface GiftCardViewProps {
  card: MyGiftCard
  onRenewed: (code: string | null, cardId: string) => void
}

function GiftCardView({ card, onRenewed }: GiftCardViewProps) {
  const [, navigate] = useLocation()
  const { balance: amount, currency, state } = card
  return (
    <>
      <CardTile design={card.design} size="large" pale={state !== 'active'}>
        <span class="card-tile__foot">·· {card.lastDigits}</span>
        <span>
          <Amount value={{ amount, currency }} size="hero" />
          <span class="card-tile__foot" style={{ display: 'block' }}>
            {amount === 0 ? 'Spent' : card.expiresAt ? `Until ${formatDate(card.expiresAt)}` : 'Does not expire'}
          </span>
        </span>
      </CardTile>
      {(card.message || card.fromName) && (
        <Card>
          {card.message && <p class="gift-card__message">{card.message}</p>}
          {card.fromName && <p class="gift-card__from">From {card.fromName}</p>}
        </Card>
      )}
      {state === 'frozen' && (
        <Banner tone="warn" title="This gift card is frozen">
          A till refuses it until you unfreeze it.
        </Banner>
      )}
      {state === 'active' && <Code card={card} />}
      {state === 'active' && (
        <Button wide icon={<Layers size={20} />} onClick={() => navigate(`/cards/move?card=${card.id}`)}>
          Move to my balance
        </Button>
      )}
      {state !== 'closed' && <Protection cardId={card.id} onReplaced={onRenewed} />}
    </>
  )
}

/** Codes are not kept on the device: whoever has one can pay. */
function Code({ card }: { card: MyGiftCard }) {
  if (card.code) {
    return (
      <Card title="Pay with this card" aside="Show it at the till">
        <CardCode code={card.code} />
      </Card>
    )
  }
  return (
    <Banner tone={online.value ? 'info' : 'offline'} title="The code is not shown here">
      {online.value
        ? 'It was told when the card was replaced: look in your mail, or move the money to your balance.'
        : 'It is shown when you are online. Your balance pays without a network.'}
    </Banner>
  )
}
