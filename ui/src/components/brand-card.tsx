import type { ComponentChildren } from 'preact'
import type { Money } from '../money.ts'
import { Amount } from './amount.tsx'
import './brand-card.css'
import { CardArt } from './card-art.tsx'

export interface BrandCardProps {
  /** The brand's name, in its display face. */
  name: string
  /** Missing while it loads. */
  balance?: Money | undefined
  balanceLabel?: string | undefined
  /** One line below, such as the auto top-up rule or how old an offline balance is. */
  foot?: ComponentChildren
  footIcon?: ComponentChildren
  logoUrl?: string | undefined
  artUrl?: string | undefined
  /** The picture of the card's design. */
  art?: string | undefined
  /** A word over the picture when the card can't pay: `Frozen`. */
  stamp?: ComponentChildren
  /** The balance is being read anew. */
  busy?: boolean | undefined
}

/** The stored-value card: the brand, the closed ring and the balance. */
export function BrandCard({
  name,
  balance,
  balanceLabel = 'Balance',
  foot,
  footIcon,
  logoUrl,
  artUrl,
  art,
  stamp,
  busy = false,
}: BrandCardProps) {
  return (
    <section class="brand-card" aria-label={`${name}, ${balanceLabel}`} aria-busy={busy}>
      {artUrl ? <img class="brand-card__art" src={artUrl} alt="" /> : <CardArt art={art} />}
      {logoUrl ? (
        <img class="brand-card__logo" src={logoUrl} alt={name} />
      ) : (
        <p class="brand-card__name display">{name}</p>
      )}
      {stamp && <p class="brand-card__stamp">{stamp}</p>}
      <div class="brand-card__body">
        <span class="visually-hidden">{balanceLabel}</span>
        {balance ? <Amount value={balance} size="hero" /> : <span class="brand-card__loading" aria-busy="true" />}
        {foot && (
          <p class="brand-card__foot">
            {footIcon}
            {foot}
          </p>
        )}
      </div>
    </section>
  )
}
