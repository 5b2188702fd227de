import { Amount, formatDate } from '@ringfence/ui'
import { Link } from 'wouter-preact'
import { CardTile } from '../../parts/card-tile.tsx'
import { livingGiftCards } from '../../wallet.ts'

/** The gift cards side by side; nothing when there is none. */
export function GiftCardRow() {
  const cards = livingGiftCards()
  if (cards.length === 0) return null
  return (
    <section class="home__gifts" aria-label="Gift cards">
      <header class="home__gifts-head">
        <h2>Gift cards</h2>
        <Link href="/cards" class="home__all">
          All cards
        </Link>
      </header>
      <ul class="home__gift-row">
        {cards.map(card => (
          <li key={card.id}>
            <Link href={`/cards/${card.id}`} class="home__gift" aria-label={`Gift card ending in ${card.lastDigits}`}>
              <CardTile design={card.design} size="medium" pale={card.state === 'frozen'}>
                <Amount value={{ amount: card.balance, currency: card.currency }} class="card-tile__figure" />
                <span class="card-tile__foot">
                  {card.state === 'frozen'
                    ? 'Frozen'
                    : card.expiresAt
                      ? `Until ${formatDate(card.expiresAt)}`
                      : 'No expiry'}
                </span>
              </CardTile>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
