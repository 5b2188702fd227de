import type { ComponentChildren } from 'preact'
import './card.css'
import { classNames } from './class-names.ts'

export interface CardProps {
  title?: ComponentChildren
  /** Stands at the right of the title. */
  aside?: ComponentChildren
  /** `raised` casts a shadow (phone, till); `flat` has a hairline (console). */
  variant?: 'raised' | 'flat' | undefined
  /** Makes the whole card a button. */
  onClick?: (() => void) | undefined
  class?: string | undefined
  children?: ComponentChildren
}

export function Card({ title, aside, variant = 'raised', onClick, class: extra, children }: CardProps) {
  const name = classNames('card', `card--${variant}`, onClick && 'card--action', extra)
  const content = (
    <>
      {(title || aside) && (
        <div class="card__head">
          <h3 class="card__title">{title}</h3>
          {aside && <div class="card__aside">{aside}</div>}
        </div>
      )}
      {children}
    </>
  )
  if (!onClick) return <section class={name}>{content}</section>
  return (
    <button type="button" class={name} onClick={onClick}>
      {content}
    </button>
  )
}
