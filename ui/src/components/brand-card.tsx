import type { ComponentChildren } from 'preact'
import type { Money } from '../money.ts'
import { Amount } from './amount.tsx'
import './brand-card.css'

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
}: BrandCardProps) {
  return (
    <section class="brand-card" aria-label={`${name}, ${balanceLabel}`}>
      {artUrl ? <img class="brand-card__art" src={artUrl} alt="" /> : <Rings />}
      {logoUrl ? (
        <img class="brand-card__logo" src={logoUrl} alt={name} />
      ) : (
        <p class="brand-card__name display">{name}</p>
      )}
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

function Rings() {
  return (
    <svg class="brand-card__rings" viewBox="0 0 220 220" aria-hidden="true">
      <circle cx="110" cy="110" r="64" />
      <circle cx="110" cy="110" r="100" />
    </svg>
  )
}
