import type { FoundGiftCard } from '@ringfence/contract'
import { Amount, Banner, Button, Card, EmptyState, Field, formatDate } from '@ringfence/ui'
import { SearchX } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { failureSentence } from '../../data/failure.ts'
import { formatMoment } from '../../data/moment.ts'
import { useDeed } from '../../data/use-deed.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { CardActions } from '../cards/card-actions.tsx'
import { CardState } from '../cards/card-state.tsx'
import './gift-cards.css'

const kinds = { virtual: 'Customer’s card', physical: 'Printed card', egift: 'E-gift' } as const

/** Support finds a gift card by the number that its holder tells. */
export function GiftCardsPage() {
  const [number, setNumber] = useState('')
  const [found, setFound] = useState<FoundGiftCard>()
  const deed = useDeed()
  const find = async (asked: string) => {
    setFound(undefined)
    await deed.run(asked, () => api.findGiftCard({ body: { number: asked } }), setFound)
  }
  const { failure } = deed
  const isUnknown = failure?.code === 'not_found' || failure?.code === 'validation_failed'
  return (
    <Page title="Find a gift card">
      <Card variant="flat" class="gift-find">
        <form
          class="gift-find__form"
          onSubmit={event => {
            event.preventDefault()
            if (number.trim() !== '') void find(number.trim())
          }}
        >
          <Field
            label="Number or code"
            hint="As it stands on the card or in the gift’s e-mail. Spaces don’t matter."
            autoComplete="off"
            spellcheck={false}
            maxLength={64}
            value={number}
            onInput={event => setNumber(event.currentTarget.value)}
          />
          <Button type="submit" variant="primary" loading={deed.isBusy} disabled={number.trim() === ''}>
            Find
          </Button>
        </form>
        <div aria-live="polite">
          {failure && !isUnknown && <Banner tone="warn">{failureSentence(failure)}</Banner>}
          {isUnknown && (
            <EmptyState title="No card has this number" icon={<SearchX />}>
              Check it sign by sign with the holder. An e-gift that was claimed has a new code in the app.
            </EmptyState>
          )}
        </div>
        {found && <Found key={found.id} found={found} />}
      </Card>
    </Page>
  )
}

/** Asks again by id, not by number: a card that was replaced is no longer found by its old number. */
function Found({ found }: { found: FoundGiftCard }) {
  const [card, setCard] = useState(found)
  const refresh = async () => {
    const answer = await api.getCard({ params: { id: found.id } })
    if (!answer.ok) return
    // The balance has moved to the card that replaced it.
    const moved = answer.data.replacedBy === null ? {} : { balance: 0 }
    setCard(before => ({ ...before, ...answer.data, ...moved }))
  }
  return (
    <section class="gift-find__card" aria-label="Gift card">
      <div class="gift-find__head">
        <Amount value={{ amount: card.balance, currency: card.currency }} size="large" />
        <CardState card={card} />
      </div>
      <Facts>
        <Fact label="Card">
          {kinds[card.kind]} ·· {card.lastDigits}
        </Fact>
        <Fact label="Activated">{card.activatedAt ? formatMoment(card.activatedAt) : 'Not yet'}</Fact>
        <Fact label="Expires">{card.expiresAt ? formatDate(card.expiresAt) : 'Never'}</Fact>
        {card.lostAt && <Fact label="Reported lost">{formatMoment(card.lostAt)}</Fact>}
        {card.replacedBy && <Fact label="Replaced by">A new card, which holds the balance now</Fact>}
      </Facts>
      <CardActions card={card} onChanged={() => void refresh()} />
    </section>
  )
}
